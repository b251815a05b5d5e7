using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>Predictions of one stored batch of which it is known what turned out to be true, in the order of the batch.</summary>
/// <param name="Header">What the batch is.</param>
/// <param name="Inputs">What was asked, as it was scored: private columns protected.</param>
/// <param name="Predictions">What was answered.</param>
/// <param name="Times">When.</param>
/// <param name="Feedback">What turned out to be true, and of which prediction.</param>
public sealed record LabelledPredictions(
    PredictionBatchHeader Header,
    DataFrame Inputs,
    Predictions Predictions,
    IReadOnlyList<DateTimeOffset> Times,
    IReadOnlyList<FeedbackRecord> Feedback
)
{
    /// <summary>Joins a batch with what is known of some of its rows.</summary>
    /// <param name="known">What is known, by row; rows that the batch does not have are left out.</param>
    internal static LabelledPredictions Join(PredictionBatch batch, IReadOnlyDictionary<int, FeedbackRecord> known)
    {
        int[] rows = [.. known.Keys.Where(row => row < batch.Header.Rows).Order()];
        DateTimeOffset[] times = [.. batch.Times];
        return new(
            batch.Header,
            batch.Inputs.Take(rows),
            batch.Predictions.Take(rows),
            Array.ConvertAll(rows, row => times[row]),
            [.. rows.Select(row => known[row])]
        );
    }

    /// <summary>All but the first rows.</summary>
    internal LabelledPredictions Skip(int rows)
    {
        int[] kept = [.. Enumerable.Range(rows, Feedback.Count - rows)];
        return new(Header, Inputs.Take(kept), Predictions.Take(kept), [.. Times.Skip(rows)], [.. Feedback.Skip(rows)]);
    }

    /// <summary>
    /// The actual values as the version's metrics take them: the number, or the index of the class. NaN where the
    /// version has no such class, or where it is no such value.
    /// </summary>
    public double[] Labels => [.. Feedback.Select(feedback => LabelOf(Predictions, feedback.Actual))];

    private static double LabelOf(Predictions predictions, string actual) =>
        predictions.Task switch
        {
            ModelTask.Binary or ModelTask.Multiclass => IndexOf(predictions.Classes, actual),
            ModelTask.Anomaly => actual is "true" or "1" ? 1
            : actual is "false" or "0" ? 0
            : double.NaN,
            ModelTask.Regression or ModelTask.Forecast => double.TryParse(
                actual,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : double.NaN,
            _ => double.NaN,
        };

    private static double IndexOf(IReadOnlyList<string> classes, string actual)
    {
        for (var c = 0; c < classes.Count; c++)
        {
            if (classes[c] == actual)
            {
                return c;
            }
        }

        return double.NaN;
    }
}
