namespace MLOpsFunctions.Forecasting;

/// <summary>The known values of one series.</summary>
/// <param name="steps">The steps of the values, ascending, each once.</param>
/// <param name="values">One value for each step.</param>
internal sealed class SeriesValues(long[] steps, double[] values)
{
    private RollingLevels? _levels;

    public long[] Steps => steps;

    public double[] Values => values;

    /// <summary>The number of steps from the first to the last, both included.</summary>
    public long Span => steps.Length == 0 ? 0 : steps[^1] - steps[0] + 1;

    /// <summary>The levels and scales of the series; one plan uses them.</summary>
    public RollingLevels LevelsOf(SeriesPlan plan) => _levels ??= new(this, plan);

    /// <summary>The number of values known at the end of a step.</summary>
    public int KnownAt(long step)
    {
        // Most series have no gaps, so the index can be computed.
        var guess = steps.Length == 0 ? 0 : step - steps[0] + 1;
        if (guess <= 0)
        {
            return 0;
        }

        if (guess <= steps.Length && steps[guess - 1] == step)
        {
            return (int)guess;
        }

        var found = Array.BinarySearch(steps, step);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>The value at a step, if it is among the first <paramref name="known"/>; otherwise NaN.</summary>
    public double At(long step, int known)
    {
        var place = KnownAt(step);
        return place > 0 && place <= known && steps[place - 1] == step ? values[place - 1] : double.NaN;
    }

    /// <summary>The sums of the absolute and the squared changes over so many steps, and their number.</summary>
    /// <param name="back">Steps; null: since the value before, however long ago that was.</param>
    /// <param name="from">The index of the first value whose change counts.</param>
    /// <param name="to">The index behind the last one.</param>
    public (double Sum, double Squares, int Count) Changes(int? back, int from, int to)
    {
        var (sum, squares, count) = (0.0, 0.0, 0);
        for (var i = Math.Max(back is null ? 1 : 0, from); i < to; i++)
        {
            var change = Math.Abs(values[i] - (back is { } season ? At(steps[i] - season, i) : values[i - 1]));
            (sum, squares, count) = double.IsNaN(change) ? (sum, squares, count) : (sum + change, squares + (change * change), count + 1);
        }

        return (sum, squares, count);
    }

    /// <summary>The values of the last steps.</summary>
    public SeriesValues Tail(long count)
    {
        var first = steps.Length == 0 ? 0 : KnownAt(steps[^1] - count);
        return new(steps[first..], values[first..]);
    }
}
