namespace MLOpsFunctions.Forecasting;

/// <summary>Errors on rows that were not learned from, one for each row and distance.</summary>
/// <param name="Values">The true value less the answer, in units of the series.</param>
/// <param name="Ahead">Steps ahead of each answer, 1 or more; NaN if nothing was known of its series.</param>
/// <param name="Steps">The step of each answer.</param>
/// <param name="Rows">The row of the data set for each answer; several distances may share one row.</param>
internal sealed record ForecastErrors(double[] Values, double[] Ahead, long[] Steps, int[] Rows)
{
    /// <summary>These errors followed by others.</summary>
    public ForecastErrors And(ForecastErrors others) =>
        new([.. Values, .. others.Values], [.. Ahead, .. others.Ahead], [.. Steps, .. others.Steps], [.. Rows, .. others.Rows]);

    /// <summary>The errors of known series; all errors if no series is known.</summary>
    public ForecastErrors OfKnownSeries()
    {
        int[] known = [.. Enumerable.Range(0, Ahead.Length).Where(place => !double.IsNaN(Ahead[place]))];
        T[] Of<T>(T[] all) => Array.ConvertAll(known, place => all[place]);
        return known.Length == 0 ? this : new(Of(Values), Of(Ahead), Of(Steps), Of(Rows));
    }
}
