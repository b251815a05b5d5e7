namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Holm's correction (A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics 6,
/// 1979): of all tests together, however they depend on each other, the chance of any false alarm is at most the level
/// that the adjusted p-values are held against.
/// </summary>
public static class Holm
{
    /// <summary>The adjusted p-values, 0 to 1, in the order of the p-values given.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        var order = Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).ToArray();
        var (adjusted, greatest) = (new double[pValues.Count], 0d);
        for (var rank = 0; rank < order.Length; rank++)
        {
            greatest = Math.Max(greatest, Math.Min(1, pValues[order[rank]] * (order.Length - rank)));
            adjusted[order[rank]] = greatest;
        }

        return adjusted;
    }
}
