using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>
/// The bins in which predictions of two versions are compared: classes by name, clusters by number, anomalies or not, and
/// numbers between the edges that a rollout fixes as it begins.
/// </summary>
internal static class PredictionBins
{
    /// <summary>Most bins; what would need more counts as <see cref="Rest"/>.</summary>
    public const int Most = 200;

    /// <summary>The bin of all that has no other.</summary>
    public const string Rest = "(other)";

    /// <summary>The bin of a row's prediction.</summary>
    /// <param name="edges">Edges of numbers, ascending; null: numbers are not compared.</param>
    public static string? Of(Predictions predictions, int row, IReadOnlyList<double>? edges)
    {
        var value = predictions.Values[row];
        return predictions.Task switch
        {
            ModelTask.Binary or ModelTask.Multiclass => predictions.Classes[(int)value],
            ModelTask.Clustering => value.ToString(CultureInfo.InvariantCulture),
            ModelTask.Anomaly => predictions.IsAnomaly(row) is { } isAnomaly ? (isAnomaly ? "yes" : "no") : null,
            _ when edges is not null => edges.Count(edge => value >= edge).ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
