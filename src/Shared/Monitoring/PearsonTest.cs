namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Pearson's chi-square test of homogeneity: <c>X = sum of (o - e)^2 / e</c> over both sets' bins, where o are the rows in
/// a bin and e those expected there had both sets the same shares; X follows chi-square with one degree of freedom fewer
/// than bins (Pearson, On the Criterion..., Philosophical Magazine 50, 1900).
/// </summary>
/// <remarks>
/// Domain: any column that has bins, of which few expect less than five rows. The size of the change is Cramér's V as it
/// would be had both sets the same number of rows, <c>sqrt(sum of (c - r)^2 / (c + r) / 2)</c> with the bin's shares r and
/// c, so that it does not depend on the rows: 0 for equal shares, 1 where no two sides share a bin (Cramér, Mathematical
/// Methods of Statistics, 1946). Default threshold: <see cref="Definitions.DefinitionDefaults.CramersV"/>.
/// </remarks>
internal static class PearsonTest
{
    /// <summary>Cramér's V, 0 to 1; NaN where either side is empty.</summary>
    public static double CramersV(BinCounts bins)
    {
        var sum = 0d;
        for (var bin = 0; bin < bins.Reference.Length; bin++)
        {
            var (r, c) = (bins.ReferenceShare(bin), bins.CurrentShare(bin));
            sum += r + c == 0 ? 0 : (c - r) * (c - r) / (c + r);
        }

        return Math.Sqrt(sum / 2);
    }

    /// <summary>The p-value, 0 to 1; 1 where either side is empty or all rows are in one bin.</summary>
    public static double PValue(BinCounts bins)
    {
        var (reference, current) = (bins.ReferenceRows, bins.CurrentRows);
        if (reference <= 0 || current <= 0)
        {
            return 1;
        }

        var (statistic, used) = (0d, 0);
        for (var bin = 0; bin < bins.Reference.Length; bin++)
        {
            var both = bins.Reference[bin] + bins.Current[bin];
            if (both > 0)
            {
                statistic +=
                    Term(bins.Reference[bin], both * reference / (reference + current))
                    + Term(bins.Current[bin], both * current / (reference + current));
                used++;
            }
        }

        return used < 2 ? 1 : ChiSquare.Survival(statistic, used - 1);
    }

    private static double Term(double observed, double expected) => (observed - expected) * (observed - expected) / expected;
}
