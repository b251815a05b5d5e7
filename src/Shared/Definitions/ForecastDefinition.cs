using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// For the task forecast: how far ahead, and what is known by then. Steps are those in which the series are written:
/// hours, days, months.
/// </summary>
public sealed record ForecastDefinition
{
    /// <summary>Greatest <see cref="Horizon"/>.</summary>
    public const int MaxHorizon = 10_000;

    /// <summary>Greatest number of seasons.</summary>
    internal const int MaxSeasons = 4;

    /// <summary>Longest season, in steps.</summary>
    internal const int MaxSeason = 10_000;

    /// <summary>
    /// Steps ahead that are learned and measured; null: the usual number for such steps (18 months, 14 days, 48
    /// hours), at most as many as the test rows span. Where it is declared, the test rows span as many steps, at most
    /// half of the time.
    /// </summary>
    [Range(1, MaxHorizon)]
    public int? Horizon { get; init; }

    /// <summary>
    /// After how many steps the series repeat themselves, 2 to 10000 each, e.g. 24 and 168 for hours; empty: what the
    /// calendar or the first file suggests.
    /// </summary>
    [MaxLength(MaxSeasons), ItemRange(2, MaxSeason)]
    public IReadOnlyList<int> Seasons { get; init; } = [];

    /// <summary>
    /// Columns whose values are known for the time to be forecast, such as holidays and planned prices. Others are left
    /// out, unless they never change within a series.
    /// </summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.ColumnName)]
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>
    /// Share of the true values that the interval around a forecast is to hold, 0.1 to 0.99. Usual files have too few
    /// rows to check more extreme shares.
    /// </summary>
    [Range(0.1d, 0.99d)]
    public double Interval { get; init; } = DefinitionDefaults.Interval;

    /// <summary>
    /// The time zone whose clocks the series follow, by its IANA name, e.g. Europe/Berlin: hours and days stay in place
    /// when daylight-saving time begins and ends. Null: that of the offsets in the training file, if they change; otherwise
    /// UTC.
    /// </summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Zone { get; init; }

    /// <summary>
    /// How much each series counts, in training and in the metrics in units of the series (<c>mase</c>, <c>rmsse</c>,
    /// <c>smape</c>, <c>msis</c>): equal, all alike; value, as much as the mean size of its values. A column with the
    /// role weight counts as well.
    /// </summary>
    public SeriesWeights Weights { get; init; }
}

/// <summary>How much each series of a forecast counts.</summary>
public enum SeriesWeights
{
    /// <summary>All alike.</summary>
    Equal,

    /// <summary>As much as the mean size of its values.</summary>
    Value,
}
