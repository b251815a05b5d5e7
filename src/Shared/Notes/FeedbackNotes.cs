using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on predictions whose truth is known and that are learned from.</summary>
internal static class FeedbackNotes
{
    /// <summary>Labelled predictions stand behind a file's rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="from">When the first of them was given.</param>
    /// <param name="to">When the last was given.</param>
    public static Note LearnsFromFeedback(int rows, DateTimeOffset from, DateTimeOffset to) =>
        new("learns-from-feedback", ("rows", rows), ("from", Minute(from)), ("to", Minute(to)));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "learns-from-feedback" => Invariant($"{note.Number("rows"):N0} predictions whose truth is known, given from ")
                + $"{note.Text("from")} to {note.Text("to")} UTC, stand behind the rows of the newest file, in order of time.",
            _ => null,
        };

    private static string Minute(DateTimeOffset time) => Invariant($"{time.UtcDateTime:yyyy-MM-dd HH:mm}");
}
