namespace MLOpsFunctions.Forecasting;

/// <summary>The quantile of weighted values, as split conformal prediction takes it.</summary>
internal static class WeightedQuantile
{
    /// <summary>The least value that, with all below it, holds the share; one more value of mean weight may be as large as any.</summary>
    /// <param name="values">The values, one or more.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    public static double Of(double[] values, double[] weights, double share)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(place => values[place]).ToArray();
        var total = weights.Sum();
        var (wanted, below) = (share * (total + (total / weights.Length)) * (1 - 1e-12), 0.0);
        foreach (var place in order)
        {
            below += weights[place];
            if (below >= wanted)
            {
                return values[place];
            }
        }

        return values[order[^1]];
    }
}
