namespace MLOpsFunctions.Forecasting;

/// <summary>Errors on rows that were not learned from, one for each row and distance.</summary>
/// <param name="Values">The true value less the answer, in units of the series.</param>
/// <param name="Ahead">Steps ahead of each answer, 1 or more; NaN if nothing was known of its series.</param>
/// <param name="Steps">The step of each answer.</param>
/// <param name="Rows">The row of the data set for each answer; several distances may share one row.</param>
/// <param name="Series">The key of each answer's series.</param>
internal sealed record ForecastErrors(double[] Values, double[] Ahead, long[] Steps, int[] Rows, string[] Series)
{
    /// <summary>These errors followed by others.</summary>
    public ForecastErrors And(ForecastErrors others) =>
        new(
            [.. Values, .. others.Values],
            [.. Ahead, .. others.Ahead],
            [.. Steps, .. others.Steps],
            [.. Rows, .. others.Rows],
            [.. Series, .. others.Series]
        );

    /// <summary>The errors of known series; all errors if no series is known.</summary>
    public ForecastErrors OfKnownSeries()
    {
        int[] known = [.. Enumerable.Range(0, Ahead.Length).Where(place => !double.IsNaN(Ahead[place]))];
        return known.Length == 0 ? this : Take(known);
    }

    /// <summary>Some of the errors.</summary>
    public ForecastErrors Take(int[] places)
    {
        T[] Of<T>(T[] all) => Array.ConvertAll(places, place => all[place]);
        return new(Of(Values), Of(Ahead), Of(Steps), Of(Rows), Of(Series));
    }
}
