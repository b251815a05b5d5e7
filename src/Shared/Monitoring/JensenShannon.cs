namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The Jensen-Shannon distance of a binned column: the root of <c>sum of (r log2(r / m) + c log2(c / m)) / 2</c>, where r
/// and c are a bin's shares of the training and of the current rows, and m is their mean (Lin, Divergence Measures Based
/// on the Shannon Entropy, IEEE Transactions on Information Theory 37, 1991; that its root is a metric: Endres and
/// Schindelin, same journal 49, 2003).
/// </summary>
/// <remarks>
/// Domain: any column that has bins. 0 for equal shares, 1 for bins of which no two sides share one; unlike the PSI it
/// needs nothing for empty bins. Default threshold: <see cref="Definitions.DefinitionDefaults.JensenShannon"/>. Its p-value
/// is that of <see cref="GTest"/>, whose statistic is this divergence with the sides weighted by their rows.
/// </remarks>
internal static class JensenShannon
{
    /// <summary>The distance, 0 to 1; NaN where either side is empty.</summary>
    public static double Distance(BinCounts bins)
    {
        var sum = 0d;
        for (var bin = 0; bin < bins.Reference.Length; bin++)
        {
            var (r, c) = (bins.ReferenceShare(bin), bins.CurrentShare(bin));
            sum += (Term(r, (r + c) / 2) + Term(c, (r + c) / 2)) / 2;
        }

        return Math.Sqrt(Math.Max(0, sum));
    }

    private static double Term(double share, double mean) => share == 0 ? 0 : share * Math.Log2(share / mean);
}
