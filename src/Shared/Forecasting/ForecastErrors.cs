namespace MLOpsFunctions.Forecasting;

/// <summary>By how much answers were off on rows that had not been learned from, a number a row and distance.</summary>
/// <param name="Values">By how much the truth was more than the answer, in units of the series.</param>
/// <param name="Ahead">How many steps ahead each answer lay, 1 or more; not a number: nothing was known of its series.</param>
/// <param name="Steps">The step that each is about.</param>
/// <param name="Rows">The row of the data set that each is of: several distances may be of one.</param>
internal sealed record ForecastErrors(double[] Values, double[] Ahead, long[] Steps, int[] Rows)
{
    /// <summary>These, and then others.</summary>
    public ForecastErrors And(ForecastErrors others) =>
        new([.. Values, .. others.Values], [.. Ahead, .. others.Ahead], [.. Steps, .. others.Steps], [.. Rows, .. others.Rows]);

    /// <summary>Those of series of which something was known, or where there are none, all.</summary>
    public ForecastErrors OfKnownSeries()
    {
        int[] known = [.. Enumerable.Range(0, Ahead.Length).Where(place => !double.IsNaN(Ahead[place]))];
        T[] Of<T>(T[] all) => Array.ConvertAll(known, place => all[place]);
        return known.Length == 0 ? this : new(Of(Values), Of(Ahead), Of(Steps), Of(Rows));
    }
}
