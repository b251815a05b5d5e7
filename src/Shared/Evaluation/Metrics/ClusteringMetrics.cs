using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Clustering;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>Metrics of clusters.</summary>
internal static class ClusteringMetrics
{
    /// <summary>
    /// The mean <see cref="SilhouetteScores">silhouette</see>. A resample draws rows' values; it does not cluster
    /// again. Not defined for one cluster.
    /// </summary>
    /// <param name="features">The rows, in the dense form; null: not defined.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="seed">Seed of the sample that large sets are measured on.</param>
    public static MetricSample Silhouette(FeatureMatrix? features, double[] groups, int seed)
    {
        var (rows, values) = features is null ? ([], []) : SilhouetteScores.Of(features, groups, seed);
        if (rows.Length == 0)
        {
            return SumsSample.Undefined;
        }

        var (spread, counted) = (new double[groups.Length], new double[groups.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            (spread[rows[i]], counted[rows[i]]) = (values[i], 1);
        }

        return new SumsSample([spread, counted], (sums, _) => sums[1] == 0 ? double.NaN : sums[0] / sums[1]);
    }
}
