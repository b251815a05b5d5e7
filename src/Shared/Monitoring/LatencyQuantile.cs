using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// A quantile of a latency histogram with an interval from order statistics: of n times the q-quantile lies between those of
/// the ranks <c>nq - z sqrt(nq(1-q))</c> and <c>nq + z sqrt(nq(1-q))</c>, whatever their distribution (Conover, Practical
/// Nonparametric Statistics, 1999, section 3.2). A rank beyond the last is the last. A time is as exact as its bucket.
/// </summary>
internal static class LatencyQuantile
{
    /// <summary>The quantile and its interval, in seconds; NaN where there is no time.</summary>
    /// <param name="latency">Requests by bucket.</param>
    /// <param name="q">The quantile, above 0 and below 1.</param>
    /// <param name="z">The quantile of the normal distribution that each end stands for.</param>
    public static (double Value, double Low, double High) Of(IReadOnlyDictionary<int, long> latency, double q, double z)
    {
        var n = latency.Values.Sum();
        var spread = z * Math.Sqrt(n * q * (1 - q));
        return (At(latency, n * q), At(latency, (n * q) - spread), At(latency, Math.Min(n, (n * q) + spread)));
    }

    private static double At(IReadOnlyDictionary<int, long> latency, double rank)
    {
        var seen = 0L;
        foreach (var (bucket, count) in latency.OrderBy(entry => entry.Key))
        {
            seen += count;
            if (seen >= rank)
            {
                return LatencyBuckets.Seconds(bucket);
            }
        }

        return double.NaN;
    }
}
