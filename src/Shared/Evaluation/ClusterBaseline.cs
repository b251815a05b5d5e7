using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning.Clustering;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// What clusters are held against: there is no simplest guess of them, because one cluster has no silhouette, but any
/// rows fall into as many parts as one asks for.
/// </summary>
internal static class ClusterBaseline
{
    /// <summary>
    /// How much further apart clusters are than as many parts of rows that have no groups
    /// (<see cref="UniformReference"/>).
    /// </summary>
    /// <param name="report">How the clusters did on the test rows.</param>
    /// <param name="training">The rows that they were found in, in the dense form.</param>
    /// <param name="clusters">Clusters.</param>
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
        // Of so many made-up rows that chance is in the real ones alone, whose interval is therefore the gain's.
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
