namespace MLOpsFunctions.Serving;

/// <summary>What one version did in some time of a stage of a rollout; of several times and instances the sums.</summary>
/// <param name="Requests">Requests that it was asked, answered or not.</param>
/// <param name="Rows">Rows that it answered.</param>
/// <param name="Errors">Requests in which it failed, took too long or gave what is no number.</param>
/// <param name="Latency">Answered requests by <see cref="LatencyBuckets"/>.</param>
/// <param name="Predictions">Predicted rows by <see cref="PredictionBins"/>.</param>
public sealed record ServingTally(
    long Requests,
    long Rows,
    long Errors,
    long RefusedRows,
    IReadOnlyDictionary<int, long> Latency,
    IReadOnlyDictionary<string, long> Predictions
)
{
    /// <summary>Nothing yet.</summary>
    public static readonly ServingTally Empty = new(0, 0, 0, 0, new Dictionary<int, long>(), new Dictionary<string, long>());

    /// <summary>The sums of both.</summary>
    public ServingTally Add(ServingTally other) =>
        new(
            Requests + other.Requests,
            Rows + other.Rows,
            Errors + other.Errors,
            RefusedRows + other.RefusedRows,
            Sum(Latency, other.Latency),
            Sum(Predictions, other.Predictions)
        );

    private static SortedDictionary<T, long> Sum<T>(IReadOnlyDictionary<T, long> one, IReadOnlyDictionary<T, long> other)
        where T : notnull
    {
        var sum = new SortedDictionary<T, long>(
            one.ToDictionary(),
            typeof(T) == typeof(string) ? (IComparer<T>)StringComparer.Ordinal : null
        );
        foreach (var (key, count) in other)
        {
            sum[key] = sum.GetValueOrDefault(key) + count;
        }

        return sum;
    }
}
