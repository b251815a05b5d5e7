using MLOpsFunctions.Data;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Models;

/// <summary>What a forecast starts from: the series' plan, their last values, and the usual error. Immutable.</summary>
/// <param name="Plan">How the series run.</param>
/// <param name="History">The last values of the series.</param>
/// <param name="Interval">The interval around answers; null: answers have none.</param>
internal sealed record ForecastState(SeriesPlan Plan, SeriesHistory History, ForecastInterval? Interval = null)
{
    /// <summary>Adds known values to rows in the future; rows that have them already stay as they are.</summary>
    public DataFrame Extend(DataFrame rows, int threads) => Plan.ScaleOf(rows) is null ? Plan.Extend(rows, History, threads) : rows;
}
