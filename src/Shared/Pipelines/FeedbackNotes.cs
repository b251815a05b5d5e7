using System.Globalization;
using MLOpsFunctions.Data;

namespace MLOpsFunctions.Pipelines;

/// <summary>What a reader of a run should know of the feedback that it learns from.</summary>
internal static class FeedbackNotes
{
    /// <summary>Which labelled predictions stand behind the file's rows.</summary>
    public static string LearnsFrom(FeedbackSource source) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Rows:N0} predictions whose truth is known, given from {source.From.UtcDateTime:yyyy-MM-dd HH:mm} to "
                + $"{source.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC, stand behind the rows of the newest file, in order of time."
        );
}
