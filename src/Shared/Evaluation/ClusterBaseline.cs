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
    /// How much further apart clusters are than as many parts of rows that have no groups
    /// (<see cref="UniformReference"/>), both found in all rows. The test rows would not do: equal rows are on one side
    /// of a split, so that either side of a table of a few categories has but some of their combinations, and these lie
    /// further apart.
    /// </summary>
    /// <param name="report">How the clusters did on the test rows.</param>
    /// <param name="rows">All rows, in the dense form.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static PairedComparison Compare(
        EvaluationReport report,
        Features.FeatureMatrix rows,
        int clusters,
        int seed,
        int threads,
        CancellationToken cancellation = default
    )
    {
        // The other is the greatest of several, so that the chance left is that of the real rows, whose interval is therefore the gain's.
        var (tested, (own, other)) = (
            report.Metrics[MetricNames.Silhouette],
            UniformReference.Compare(rows, clusters, seed, threads, cancellation)
        );
        var gain = own - other;
        return new(
            report.Rows,
            new Dictionary<string, double> { [MetricNames.Silhouette] = other },
            new Dictionary<string, MetricValue>
            {
                [MetricNames.Silhouette] = new(gain, gain - (tested.Value - tested.Low), gain + (tested.High - tested.Value)),
            }
        )
        {
            Own = new Dictionary<string, double> { [MetricNames.Silhouette] = own },
        };
    }
}
