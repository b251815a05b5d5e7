namespace MLOpsFunctions.Forecasting;

/// <summary>The known values of one series.</summary>
/// <param name="steps">When: ascending, each once.</param>
/// <param name="values">What, a value a step.</param>
internal sealed class SeriesValues(long[] steps, double[] values)
{
    private RollingLevels? _levels;

    public long[] Steps => steps;

    public double[] Values => values;

    /// <summary>Steps from the first to the last, both counted.</summary>
    public long Span => steps.Length == 0 ? 0 : steps[^1] - steps[0] + 1;

    /// <summary>Its levels and scales; one plan asks for them.</summary>
    public RollingLevels LevelsOf(SeriesPlan plan) => _levels ??= new(values, plan.Window, plan.Spread, plan.Least is not null);

    /// <summary>How many were known at the end of a step.</summary>
    public int KnownAt(long step)
    {
        // Most series have no gaps, so that the place can be counted.
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

    /// <summary>The value at a step, where it was among the first <paramref name="known"/>; else NaN.</summary>
    public double At(long step, int known)
    {
        var place = KnownAt(step);
        return place > 0 && place <= known && steps[place - 1] == step ? values[place - 1] : double.NaN;
    }

    /// <summary>The values of the last steps.</summary>
    public SeriesValues Tail(long count)
    {
        var first = steps.Length == 0 ? 0 : KnownAt(steps[^1] - count);
        return new(steps[first..], values[first..]);
    }
}
