namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Fits a rising line. Rows are sorted by score and grouped, and neighbouring groups that do not rise are pooled (pool
/// adjacent violators; Ayer et al., Annals of Mathematical Statistics 26, 1955). Each group gets one more row, with the
/// group's mean score as its label. So a group without a hit does not mean "never", and the line rises everywhere and
/// keeps the order.
/// </summary>
internal static class IsotonicRegression
{
    /// <summary>Most groups, so that the line is short.</summary>
    private const int MostGroups = 100;

    /// <summary>Fewest rows of a group: a share of fewer is imprecise.</summary>
    private const int FewestRows = 25;

    /// <summary>The line.</summary>
    /// <param name="scores">The score of class 1, for each row.</param>
    /// <param name="labels">0 or 1, for each row.</param>
    public static ScoreCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels)
    {
        var rows = new (double Score, int Row)[scores.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = (scores[row], row);
        }

        Array.Sort(rows);
        var pools = new List<Pool>();
        var size = Math.Max(FewestRows, rows.Length / MostGroups);
        for (int from = 0, to; from < rows.Length; from = to)
        {
            to = End(rows, from, size);
            var (sum, hits) = (0.0, 0.0);
            for (var i = from; i < to; i++)
            {
                sum += rows[i].Score;
                hits += labels[rows[i].Row];
            }

            var mean = sum / (to - from);
            Add(pools, new(to - from + 1, sum + mean, hits + mean));
        }

        return new(CalibrationMethod.Isotonic, Knots: Knots(pools));
    }

    /// <summary>The end of a group. Equal scores stay together; the remainder joins the last group.</summary>
    private static int End((double Score, int Row)[] rows, int from, int size)
    {
        var to = from + size;
        while (to < rows.Length && rows[to].Score == rows[to - 1].Score)
        {
            to++;
        }

        return to + size > rows.Length ? rows.Length : to;
    }

    private static void Add(List<Pool> pools, Pool next)
    {
        while (pools.Count > 0 && pools[^1].Hits * next.Rows >= next.Hits * pools[^1].Rows)
        {
            next = new(pools[^1].Rows + next.Rows, pools[^1].Scores + next.Scores, pools[^1].Hits + next.Hits);
            pools.RemoveAt(pools.Count - 1);
        }

        pools.Add(next);
    }

    /// <summary>
    /// The means of the pools, and the ends: a score of 0 means never and a score of 1 always, unless rows contradict.
    /// </summary>
    private static List<CalibrationKnot> Knots(List<Pool> pools)
    {
        var knots = new List<CalibrationKnot>();
        foreach (var pool in pools)
        {
            var knot = new CalibrationKnot(Math.Clamp(pool.Scores / pool.Rows, 0, 1), Math.Clamp(pool.Hits / pool.Rows, 0, 1));
            if (knots.Count == 0 && knot.Score > 0)
            {
                knots.Add(new(0, 0));
            }

            if (knots.Count == 0 || knot.Score > knots[^1].Score)
            {
                knots.Add(knot);
            }
        }

        if (knots[^1].Score < 1)
        {
            knots.Add(new(1, 1));
        }

        return knots;
    }

    /// <summary>A pool of rows.</summary>
    private readonly record struct Pool(double Rows, double Scores, double Hits);
}
