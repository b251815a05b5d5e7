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
    /// <param name="confidence">How sure it is that these are personal, 0 to 1.</param>
    public static Note PersonalColumn(string column, string kind, double share, double confidence) =>
        new("personal-column", ("column", column), ("kind", kind), ("share", share), ("confidence", confidence));

    /// <summary>Personal data stand within the texts of a column, and were replaced, because nobody has decided on it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="kind">What most of them are, such as <c>email</c>.</param>
    /// <param name="share">Share of its different texts that have some, 0 to 1.</param>
    /// <param name="confidence">How sure it is that these are personal, 0 to 1.</param>
    public static Note PersonalParts(string column, string kind, double share, double confidence) =>
        new("personal-parts", ("column", column), ("kind", kind), ("share", share), ("confidence", confidence));

    /// <summary>Whether a note tells of personal data that nobody had decided on.</summary>
    internal static bool IsPersonal(Note note) => note.Code is "personal-column" or "personal-parts";

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "personal-column" => $"Column {Quote(note.Text("column"))} looks like personal data ({Words(note.Text("kind"))}, "
                + Invariant($"{note.Number("share") * 100:0}% of its values{Sure(note)}) and is neither learned nor stored as it is. ")
                + "Decide in the definition: its \"pii\" is hash, mask, generalise, drop, or keep to learn it.",
            "personal-parts" =>
                $"Texts of column {Quote(note.Text("column"))} have personal data in them (mostly {Words(note.Text("kind"))}, "
                    + Invariant(
                        $"in {note.Number("share") * 100:0.##}% of its texts{Sure(note)}). These parts are replaced before anything is "
                    )
                    + "learned or stored. Decide in the definition: its \"pii\" is redact, hash, mask, drop, or keep to learn them.",
            _ => null,
        };

    /// <summary>Notes of before this was kept have none.</summary>
    private static string Sure(Note note) => note.Has("confidence") ? Invariant($", confidence {note.Number("confidence"):0.##}") : "";

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
