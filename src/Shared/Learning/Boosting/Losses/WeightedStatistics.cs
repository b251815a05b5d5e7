using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>Statistics of labels in which each row counts by its weight.</summary>
internal static class WeightedStatistics
{
    /// <summary>The mean, taken around the first value so that large labels close together keep their digits.</summary>
    public static double Mean(double[] values, float[]? weights)
    {
        var (sum, total) = (0d, 0d);
        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights is null ? 1 : weights[i];
            sum += (values[i] - values[0]) * weight;
            total += weight;
        }

        return values[0] + (sum / total);
    }

    /// <summary>The least value that at least this share of the weight does not exceed.</summary>
    public static double Quantile(double[] values, float[]? weights, double share)
    {
        var (sorted, order) = ((double[])values.Clone(), Enumerable.Range(0, values.Length).ToArray());
        Array.Sort(sorted, order);
        var total = weights is null ? values.Length : weights.Sum(weight => (double)weight);
        var sum = 0d;
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            sum += weights is null ? 1 : weights[order[i]];
            if (sum >= share * total)
            {
                return sorted[i];
            }
        }

        return sorted[^1];
    }

    /// <summary>Each class's share of the weight. A class without rows counts as half a row, so that its logarithm exists.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static double[] ClassShares(double[] labels, float[]? weights, int classes)
    {
        var shares = new double[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            shares[(int)labels[i]] += weights is null ? 1 : weights[i];
        }

        var half = shares.Sum() / labels.Length / 2;
        shares = Array.ConvertAll(shares, share => Math.Max(share, half));
        var total = shares.Sum();
        return Array.ConvertAll(shares, share => share / total);
    }
}
