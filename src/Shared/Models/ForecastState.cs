using MLOpsFunctions.Data;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Models;

/// <summary>What a forecast starts from: how the series run, their last values, and how far off answers usually are. Immutable.</summary>
/// <param name="Plan">How they run.</param>
/// <param name="History">Their last values.</param>
/// <param name="Interval">Where the truth usually lies; null: answers come without.</param>
internal sealed record ForecastState(SeriesPlan Plan, SeriesHistory History, ForecastInterval? Interval = null)
{
    /// <summary>Adds what is known to rows that are still to come; rows that bring it are left as they are.</summary>
    public DataFrame Extend(DataFrame rows, int threads) => Plan.ScaleOf(rows) is null ? Plan.Extend(rows, History, threads) : rows;
}
