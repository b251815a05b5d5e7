using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning.Clustering;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// The baseline of clusters. One cluster has no silhouette, so there is no simplest guess; but any rows can be divided
/// into any number of parts, and that is the comparison.
/// </summary>
internal static class ClusterBaseline
{
    /// <summary>
    /// How much better clusters are separated than as many parts of rows without groups
    /// (<see cref="UniformReference"/>).
    /// </summary>
    /// <param name="report">How the clusters did on the test rows.</param>
    /// <param name="training">The rows in which they were found, in the dense form.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static PairedComparison Compare(
        EvaluationReport report,
        Features.FeatureMatrix training,
        int clusters,
        int seed,
        int threads,
        CancellationToken cancellation = default
    )
    {
        // With so many made-up rows only the real ones vary by chance, so their interval is the gain's.
        var (own, other) = (
            report.Metrics[MetricNames.Silhouette],
            UniformReference.Silhouette(training, clusters, seed, threads, cancellation)
        );
        return new(
            report.Rows,
            new Dictionary<string, double> { [MetricNames.Silhouette] = other },
            new Dictionary<string, MetricValue> { [MetricNames.Silhouette] = new(own.Value - other, own.Low - other, own.High - other) }
        );
    }
}
