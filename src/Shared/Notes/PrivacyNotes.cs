using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on personal data.</summary>
internal static class PrivacyNotes
{
    /// <summary>A column of personal data was left out, because nobody has decided on it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="kind">What it holds, such as <c>email</c>.</param>
    /// <param name="share">Share of its different values that look so, 0 to 1.</param>
    public static Note PersonalColumn(string column, string kind, double share) =>
        new("personal-column", ("column", column), ("kind", kind), ("share", share));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "personal-column" => $"Column {Quote(note.Text("column"))} looks like personal data ({Words(note.Text("kind"))}, "
                + Invariant($"{note.Number("share") * 100:0}% of its values) and is neither learned nor stored as it is. ")
                + "Decide in the definition: its \"pii\" is hash, mask, drop, or keep to learn it.",
            _ => null,
        };

    private static string Words(string kind) =>
        kind switch
        {
            "email" => "e-mail addresses",
            "phone" => "telephone numbers",
            "iban" => "bank accounts",
            "card" => "payment cards",
            "ipAddress" => "IP addresses",
            "nationalId" => "national ids",
            "name" => "names of people",
            "address" => "postal addresses",
            "birth" => "dates of birth",
            _ => kind,
        };
}
