using System.Globalization;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>Chooses from which score on a row is called an anomaly, by the scores of the training rows.</summary>
internal static class AnomalyThreshold
{
    /// <summary>
    /// How many times the middle half's width above it a value lies far outside (Tukey, Exploratory Data Analysis,
    /// 1977).
    /// </summary>
    private const double Fence = 1.5;

    /// <summary>The threshold, with a sentence on what it does.</summary>
    /// <param name="scores">Of the training rows, one or more, 0 to 1.</param>
    /// <param name="labels">1 for those that are anomalies; empty where nobody said.</param>
    /// <param name="declared">The share of rows that is to be called anomalies, above 0; null: the label's, or whatever
    /// lies beyond the fence.</param>
    public static (double Threshold, string Sentence) Choose(double[] scores, double[] labels, double? declared)
    {
        var ascending = (double[])scores.Clone();
        Array.Sort(ascending);
        var labelled = labels.Length > 0 ? labels.Average() : 0;
        var (threshold, reason) = (declared, labelled) switch
        {
            ({ } share, _) => (Above(ascending, share), $"the share declared as contamination is {Share(share)}"),
            (_, > 0) => (Above(ascending, labelled), $"{Share(labelled)} of the training rows are labelled as anomalies"),
            _ => (
                Beyond(ascending),
                "nobody said how many there are, so it is Tukey's fence: half again the width of the scores' middle half above it"
            ),
        };
        var called = scores.Count(score => score >= threshold) / (double)scores.Length;
        return (
            threshold,
            string.Create(
                CultureInfo.InvariantCulture,
                $"A row is called an anomaly from a score of {NumberFormat.Format(threshold)} on, as "
                    + $"{Share(called)} of the training rows are: {reason}."
            )
        );
    }

    /// <summary>
    /// In the middle between the last row that is called so and the next, because other rows will come to lie between
    /// them.
    /// </summary>
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

    private static string Share(double share) => $"{NumberFormat.Format(100 * share)}%";
}
