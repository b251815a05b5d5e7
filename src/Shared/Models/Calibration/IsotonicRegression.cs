namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Fits a rising line: rows in order of their score are taken in groups, and neighbours that do not rise are pooled
/// (pool adjacent violators; Ayer et al., Annals of Mathematical Statistics 26, 1955). Each group counts one row more,
/// which is as probable as the group's mean score: so that a group without a hit does not mean "never", and the line
/// rises everywhere and keeps every order.
/// </summary>
internal static class IsotonicRegression
{
    /// <summary>Groups at most, so that the line is short.</summary>
    private const int MostGroups = 100;

    /// <summary>Rows of a group at least: a share of fewer says little.</summary>
    private const int FewestRows = 25;

    /// <summary>The line.</summary>
    /// <param name="scores">The score of class 1, a row.</param>
    /// <param name="labels">0 or 1, a row.</param>
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

    /// <summary>Where a group ends: equal scores stay together, and what is left over joins the last.</summary>
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

    /// <summary>The pools' means, and the corners: a score of 0 means never and one of 1 always, unless rows said otherwise.</summary>
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

    /// <summary>Rows taken together.</summary>
    private readonly record struct Pool(double Rows, double Scores, double Hits);
}
