namespace MLOpsFunctions.Learning;

/// <summary>
/// What errors of a forecast are measured in: the changes over a season that each series had before the forecast
/// (Hyndman and Koehler, Another look at measures of forecast accuracy, International Journal of Forecasting 22, 2006).
/// </summary>
/// <param name="Series">The series of each row, a number from 0 on.</param>
/// <param name="Change">The mean absolute change of each row's series, above 0; NaN if it is not known or 0.</param>
/// <param name="SquaredChange">The mean squared change, above 0; NaN if it is not known or 0.</param>
/// <param name="Weights">How much each row counts: the rows of a series together as much as the series.</param>
/// <param name="Interval">The share of truths that intervals are to hold, above 0 and below 1.</param>
public sealed record ForecastUnits(int[] Series, double[] Change, double[] SquaredChange, double[] Weights, double Interval)
{
    /// <summary>The units of some of the rows.</summary>
    public ForecastUnits Take(int[] rows)
    {
        T[] Of<T>(T[] all) => Array.ConvertAll(rows, row => all[row]);
        return this with { Series = Of(Series), Change = Of(Change), SquaredChange = Of(SquaredChange), Weights = Of(Weights) };
    }
}
