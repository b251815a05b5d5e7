namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The change of the share of cells without a value: <c>|c - r|</c>, where r and c are the shares of the training and of
/// the current rows.
/// </summary>
/// <remarks>
/// Domain: any column. 0 to 1. A column that sends fewer blanks than before has changed too. Default threshold:
/// <see cref="Definitions.DefinitionDefaults.MissingChange"/>. The p-value is that of <see cref="GTest"/> over two bins.
/// </remarks>
internal static class MissingRate
{
    /// <summary>The change, 0 to 1.</summary>
    public static double Change(BinCounts bins) => Math.Abs(bins.CurrentShare(0) - bins.ReferenceShare(0));

    /// <summary>The p-value, 0 to 1.</summary>
    public static double PValue(BinCounts bins)
    {
        var two = bins.Only(0);
        return GTest.PValue(two.Reference, two.Current);
    }
}
