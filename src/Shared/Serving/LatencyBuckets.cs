namespace MLOpsFunctions.Serving;

/// <summary>
/// Fixed buckets of how long a request took: each is wider than the one before by a quarter of an octave, from a
/// microsecond to a minute, so that histograms of any instances add up and a quantile is right within a fifth.
/// </summary>
public static class LatencyBuckets
{
    private const int PerOctave = 4;

    /// <summary>The last bucket; what takes longer counts there.</summary>
    public const int Last = 104;

    /// <summary>The bucket of a time.</summary>
    public static int Of(TimeSpan time) =>
        time.TotalMicroseconds <= 1 ? 0 : Math.Min(Last, (int)Math.Ceiling(PerOctave * Math.Log2(time.TotalMicroseconds)));

    /// <summary>The upper bound of a bucket, in seconds.</summary>
    public static double Seconds(int bucket) => Math.Pow(2, (double)bucket / PerOctave) / 1e6;
}
