using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on what current rows are compared with.</summary>
internal static class DriftNotes
{
    /// <summary>Only training rows of the same weekdays or season are compared with.</summary>
    /// <param name="reference">What is the same: <c>weekday</c> or <c>season</c>.</param>
    /// <param name="rows">How many they are.</param>
    public static Note Reference(string reference, int rows) => new("drift-reference", ("reference", reference), ("rows", rows));

    /// <summary>Too few training rows are of the same weekdays or season, so all are compared with.</summary>
    /// <param name="reference">What should be the same: <c>weekday</c> or <c>season</c>.</param>
    /// <param name="rows">How many there are; 0 also where the times of the rows are not known.</param>
    /// <param name="least">How many are needed.</param>
    public static Note FewReferenceRows(string reference, int rows, int least) =>
        new("drift-reference-few", ("reference", reference), ("rows", rows), ("least", least));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "drift-reference" => Invariant(
                $"Compared with the {note.Number("rows"):N0} training rows of the same {note.Text("reference")}."
            ),
            "drift-reference-few" => Invariant($"Compared with all training rows: {note.Number("rows"):N0} are known to be of the ")
                + Invariant($"same {note.Text("reference")}, and {note.Number("least"):N0} are needed."),
            _ => null,
        };
}
