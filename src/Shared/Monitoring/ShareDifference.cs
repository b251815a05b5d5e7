namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The interval of the difference of two shares: Newcombe's hybrid of two score intervals (Newcombe, Interval Estimation
/// for the Difference Between Independent Proportions, Statistics in Medicine 17, 1998, method 10). With the Wilson
/// interval <c>(l, u)</c> of each share p it is <c>d - sqrt((p1 - l1)^2 + (u2 - p2)^2)</c> to
/// <c>d + sqrt((u1 - p1)^2 + (p2 - l2)^2)</c>, where <c>d = p1 - p2</c>. It keeps its level with few rows and with no
/// event at all.
/// </summary>
public static class ShareDifference
{
    /// <summary>The interval of <c>p1 - p2</c>; -1 to 1 where one side has nothing.</summary>
    /// <param name="events">Events of the first, 0 or more.</param>
    /// <param name="count">Trials of the first, at least as many.</param>
    /// <param name="otherEvents">Events of the second.</param>
    /// <param name="otherCount">Trials of the second.</param>
    /// <param name="z">The quantile of the normal distribution that each end stands for.</param>
    public static (double Low, double High) Interval(long events, long count, long otherEvents, long otherCount, double z)
    {
        if (count == 0 || otherCount == 0)
        {
            return (-1, 1);
        }

        var (p1, l1, u1) = Wilson(events, count, z);
        var (p2, l2, u2) = Wilson(otherEvents, otherCount, z);
        return (
            p1 - p2 - Math.Sqrt(((p1 - l1) * (p1 - l1)) + ((u2 - p2) * (u2 - p2))),
            p1 - p2 + Math.Sqrt(((u1 - p1) * (u1 - p1)) + ((p2 - l2) * (p2 - l2)))
        );
    }

    /// <summary>The score interval of one share (Wilson, Probable Inference, JASA 22, 1927).</summary>
    private static (double Share, double Low, double High) Wilson(long events, long count, double z)
    {
        var (n, p) = ((double)count, (double)events / count);
        var (middle, half) = (
            (p + (z * z / (2 * n))) / (1 + (z * z / n)),
            z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))) / (1 + (z * z / n))
        );
        return (p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
