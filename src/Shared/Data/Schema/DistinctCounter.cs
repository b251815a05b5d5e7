namespace MLOpsFunctions.Data.Schema;

/// <summary>Counts distinct numbers.</summary>
internal static class DistinctCounter
{
    /// <summary>The number of distinct values without missing ones; counting ends at <paramref name="most"/> + 1.</summary>
    public static int Count(double[] values, int most = int.MaxValue)
    {
        var seen = new HashSet<double>();
        foreach (var value in values)
        {
            if (!double.IsNaN(value) && seen.Add(value) && seen.Count > most)
            {
                break;
            }
        }

        return seen.Count;
    }
}
