namespace MLOpsFunctions.Learning.Clustering;

/// <summary>The numbers of clusters, so that a number means the same group in the next version.</summary>
/// <param name="Numbers">The number of each cluster.</param>
/// <param name="New">Numbers that the earlier version did not have.</param>
/// <param name="Gone">Numbers of the earlier version that no cluster has any more.</param>
internal sealed record ClusterNumbering(int[] Numbers, IReadOnlyList<int> New, IReadOnlyList<int> Gone)
{
    /// <summary>
    /// Gives each cluster the number of the earlier cluster with which it shares most rows, so that all together share
    /// as many as can be. Two that share less than half of the smaller one's rows are not the same; what has no earlier
    /// cluster gets a number that was not in use.
    /// </summary>
    /// <param name="found">The cluster of each row, from 0.</param>
    /// <param name="earlier">The number of each row's cluster in the earlier version.</param>
    /// <param name="inUse">All numbers of the earlier version, ascending.</param>
    public static ClusterNumbering Follow(int[] found, int clusters, int[] earlier, IReadOnlyList<int> inUse)
    {
        var shared = new double[clusters, inUse.Count];
        var (sizes, earlierSizes) = (new double[clusters], new double[inUse.Count]);
        var index = inUse.Select((number, i) => (number, i)).ToDictionary(entry => entry.number, entry => entry.i);
        for (var row = 0; row < found.Length; row++)
        {
            var before = index[earlier[row]];
            shared[found[row], before]++;
            sizes[found[row]]++;
            earlierSizes[before]++;
        }

        var (numbers, next) = (new int[clusters], inUse[^1] + 1);
        var pairs = Assignment.Greatest(shared);
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            var isSame =
                pairs[cluster] is { } before
                && shared[cluster, before] is > 0 and var rows
                && 2 * rows >= Math.Min(sizes[cluster], earlierSizes[before]);
            numbers[cluster] = isSame ? inUse[pairs[cluster]!.Value] : next++;
        }

        return new(numbers, [.. numbers.Except(inUse).Order()], [.. inUse.Except(numbers)]);
    }
}
