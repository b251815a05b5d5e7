using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>Samples the training rows.</summary>
public static class TrainingSubsample
{
    /// <summary>
    /// A share of the rows, in ascending order. A larger share contains the rows of a smaller one, so that rungs differ
    /// by added rows, not by luck.
    /// </summary>
    /// <param name="set">The rows.</param>
    /// <param name="share">The share, above 0; 1: all rows.</param>
    /// <param name="seed">Seed of the order in which rows are taken.</param>
    public static TrainingSet Take(TrainingSet set, double share, int seed)
    {
        if (share >= 1)
        {
            return set;
        }

        var order = new (ulong Hash, int Row)[set.Features.RowCount];
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = (StableHash.Mix(StableHash.Mix((uint)seed) ^ (ulong)row), row);
        }

        Array.Sort(order);
        var rows = Array.ConvertAll(order[..Math.Max(1, (int)(share * order.Length))], entry => entry.Row);
        Array.Sort(rows);
        T[] Pick<T>(T[] values) => values.Length == 0 ? values : Array.ConvertAll(rows, row => values[row]);
        return set with
        {
            Features = set.Features.Take(rows),
            Labels = Pick(set.Labels),
            Weights = set.Weights is { } weights ? Pick(weights) : null,
        };
    }
}
