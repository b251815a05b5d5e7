namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The growth of the share of rows whose category training did not have: <c>c - r</c>. Training has no such rows, so r is
/// the share of training rows whose category came once: a new row brings a new category as often (Good, The Population
/// Frequencies of Species, Biometrika 40, 1953).
/// </summary>
/// <remarks>
/// Domain: categories. -1 to 1; below 0 where there are fewer new categories than expected, which is no drift. Default
/// threshold: <see cref="Definitions.DefinitionDefaults.UnseenGrowth"/>. The p-value is that of <see cref="GTest"/> over
/// two bins.
/// </remarks>
internal static class UnseenCategories
{
    /// <summary>The growth, -1 to 1. The last bin has the rows of unseen categories.</summary>
    public static double Growth(BinCounts bins) =>
        bins.CurrentShare(bins.Current.Length - 1) - bins.ReferenceShare(bins.Reference.Length - 1);

    /// <summary>The p-value, 0 to 1.</summary>
    public static double PValue(BinCounts bins)
    {
        var two = bins.Only(bins.Reference.Length - 1);
        return GTest.PValue(two.Reference, two.Current);
    }
}
