using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>Chooses the score from which a row counts as an anomaly, by the scores of the training rows.</summary>
internal static class AnomalyThreshold
{
    /// <summary>
    /// A value further above the middle half than this many times its width is far outside (Tukey, Exploratory Data
    /// Analysis, 1977).
    /// </summary>
    private const double Fence = 1.5;

    /// <summary>The threshold, with a note on its effect.</summary>
    /// <param name="scores">Scores of the training rows, one or more, 0 to 1.</param>
    /// <param name="labels">1 for anomalies; empty if the rows are not labelled.</param>
    /// <param name="declared">The share of rows that should count as anomalies, above 0; null: the labels' share, or
    /// everything beyond the fence.</param>
    public static (double Threshold, Note Note) Choose(double[] scores, double[] labels, double? declared)
    {
        var ascending = (double[])scores.Clone();
        Array.Sort(ascending);
        var labelled = labels.Length > 0 ? labels.Average() : 0;
        var threshold =
            declared is { } share ? Above(ascending, share)
            : labelled > 0 ? Above(ascending, labelled)
            : Beyond(ascending);
        var called = scores.Count(score => score >= threshold) / (double)scores.Length;
        return (
            threshold,
            declared is { } wanted ? DecisionNotes.AnomaliesByShare(threshold, called, wanted)
            : labelled > 0 ? DecisionNotes.AnomaliesByLabels(threshold, called, labelled)
            : DecisionNotes.AnomaliesByFence(threshold, called)
        );
    }

    /// <summary>The middle between the last anomaly and the next row, because new rows will fall between them.</summary>
    private static double Above(double[] ascending, double share)
    {
        var called = (int)Math.Clamp(Math.Round(share * ascending.Length), 1, ascending.Length);
        var last = ascending[^called];
        var next = called < ascending.Length ? ascending[^(called + 1)] : last;
        return next < last ? Math.Max((next + last) / 2, Math.BitIncrement(next)) : last;
    }

    private static double Beyond(double[] ascending)
    {
        var (low, high) = (ascending[(ascending.Length - 1) / 4], ascending[(ascending.Length - 1) * 3 / 4]);
        return Math.Min(1, Math.Max(high + (Fence * (high - low)), Math.BitIncrement(high)));
    }
}
