using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The plan that adds lag features to rows, the same in training, evaluation and serving. Immutable; a JSON document.
/// </summary>
/// <param name="Label">The column that is forecast.</param>
/// <param name="Time">The time column; null: rows are in order.</param>
/// <param name="Keys">The columns that name a row's series; none: all rows form one series.</param>
/// <param name="Grid">The steps.</param>
/// <param name="Horizon">Steps ahead that are learned and measured, 1 or more.</param>
/// <param name="Seasons">The seasons in steps, the shortest first.</param>
/// <param name="Known">The other columns whose values are known ahead of time.</param>
/// <param name="Centre">The mean of the training rows: the level of an unknown series.</param>
/// <param name="Spread">The mean distance from it, above 0: the scale of an unknown series.</param>
/// <param name="Least">The lower bound of answers: 0 if no training row is negative; null: there is none.</param>
/// <param name="Base">The season whose earlier course is the base of answers; null: the level alone, or as
/// <paramref name="IsSmoothed"/> says.</param>
/// <param name="Smoothing">How series are smoothed where <paramref name="Smoothings"/> does not say; null: not at all.</param>
/// <param name="IsSmoothed">Whether the smoothed series is the base of answers.</param>
/// <param name="ScaleSeason">The scale of a series is its mean absolute change over so many steps; null, in plans of
/// before this was kept: its level.</param>
/// <param name="Bases">The features whose mean is the base of answers, a weightier one several times; null, in plans of
/// before this was kept: as <paramref name="Base"/> and <paramref name="IsSmoothed"/> say.</param>
/// <param name="Smoothings">How each series is smoothed; null: all as <paramref name="Smoothing"/> says.</param>
/// <param name="Theta">How each series is smoothed by the Theta method; null: not at all.</param>
/// <param name="IsCount">Whether answers are counted from 0, so that they can be means of counts.</param>
/// <param name="Demand">How the mean of rare demand is smoothed; null: not at all.</param>
/// <param name="Zone">The IANA name of the time zone whose clocks the steps and the calendar follow; null: UTC.</param>
public sealed record SeriesPlan(
    string Label,
    string? Time,
    IReadOnlyList<string> Keys,
    TimeGrid Grid,
    int Horizon,
    IReadOnlyList<int> Seasons,
    IReadOnlyList<string> Known,
    double Centre,
    double Spread,
    double? Least,
    int? Base,
    ExponentialSmoothing? Smoothing = null,
    bool IsSmoothed = false,
    int? ScaleSeason = null,
    IReadOnlyList<string>? Bases = null,
    SmoothingGroups? Smoothings = null,
    SmoothingGroups? Theta = null,
    bool IsCount = false,
    DemandSmoothing? Demand = null,
    string? Zone = null
)
{
    /// <summary>Fewest values of a level: one of fewer follows every fluctuation.</summary>
    private const int LeastWindow = 4;

    /// <summary>Most features in the base, repetitions included.</summary>
    internal const int MostBases = 6;

    /// <summary>Seasons, and fewest steps, in a scale.</summary>
    private const int ScaleSeasons = 10,
        FewestScaleSteps = 100;

    private LagFeatures? _past;

    internal LagFeatures Past => _past ??= new(this);

    /// <summary>Latest values in a level: those of the shortest season.</summary>
    internal int Window => Math.Max(LeastWindow, Seasons.Count > 0 ? Seasons[0] : 0);

    /// <summary>The latest steps whose changes over a season are the scale.</summary>
    internal static long ScaleSpan(int season) => Math.Max(FewestScaleSteps, (long)ScaleSeasons * season);

    /// <summary>The columns that rows must have.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Inputs => Keys.Concat(Known).Concat(Time is null ? [] : [Time]);

    /// <summary>The columns that the plan adds as features.</summary>
    internal IEnumerable<string> Added => Past.Names.Skip(LagFeatures.Apart);

    /// <summary>
    /// The plan with the smoothing that has the least error up to a step; unchanged if that cannot be measured.
    /// </summary>
    internal SeriesPlan SmoothedBy(SeriesHistory history, long last, int threads)
    {
        var smoothings = SmoothingSearch.Best(this, history, last, isTheta: false, threads) ?? Smoothings;
        return this with
        {
            Smoothing = smoothings?.Choices[0] ?? Smoothing,
            Smoothings = smoothings,
            Theta = SmoothingSearch.Best(this, history, last, isTheta: true, threads) ?? Theta,
            Demand = IsCount ? DemandSmoothing.Best(this, history, last, threads) ?? Demand : null,
            _past = null,
        };
    }

    /// <summary>The plan with the mean of these features, one of them as often as it is named, as the base of answers.</summary>
    internal SeriesPlan WithBases(IReadOnlyList<string> bases) => this with { Bases = bases, _past = null };

    /// <summary>The last steps in the rows of a frame, as many as the features need.</summary>
    internal SeriesHistory HistoryOf(DataFrame frame, bool whole) =>
        SeriesHistory.Of(WallClock.In(frame, Time, Zone), Label, Time, Keys, Grid) is var history && whole
            ? history
            : history.Tail(Past.Reach + Horizon);

    /// <summary>The step of each row; <see cref="TimeGrid.None"/> if it has no time.</summary>
    internal long[] StepsOf(DataFrame frame, int[] rows)
    {
        var time = WallClock.Of(Time is null ? null : frame.Find(Time), Zone);
        return Array.ConvertAll(rows, row => Grid.StepOf(time, row));
    }

    /// <summary>Adds the lag features, and gives the time as the clocks of the zone show it.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="history">The known values of the series.</param>
    /// <param name="steps">The step of each row.</param>
    /// <param name="origins">The last step of which anything may be known, for each row.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    internal DataFrame Extend(DataFrame frame, SeriesHistory history, long[] steps, long[] origins, int threads)
    {
        var keys = SeriesHistory.Keys(frame, Keys);
        return new([.. WallClock.In(frame, Time, Zone).Columns, .. Past.Make(keys, history, steps, origins, threads)], frame.RowCount);
    }

    /// <summary>
    /// Adds lag features to rows of the future: rows after the last known step of their series get everything that is
    /// known, earlier ones what was known one step before.
    /// </summary>
    internal DataFrame Extend(DataFrame frame, SeriesHistory history, int threads)
    {
        var (keys, steps) = (SeriesHistory.Keys(frame, Keys), StepsOf(frame, [.. Enumerable.Range(0, frame.RowCount)]));
        var latest = history.Series.Values.Select(series => series.Steps[^1]).DefaultIfEmpty(0).Max();
        var origins = new long[steps.Length];
        for (var row = 0; row < steps.Length; row++)
        {
            // Rows without a time follow the known ones.
            steps[row] += Grid.Unit == StepUnit.Rows ? latest + 1 : 0;
            var end = history.Series.TryGetValue(keys[row], out var series) ? series.Steps[^1] : latest;
            origins[row] = steps[row] == TimeGrid.None ? end : Math.Min(end, steps[row] - 1);
        }

        return Extend(frame, history, steps, origins, threads);
    }

    /// <summary>The level and scale of extended rows; null if the rows are not extended.</summary>
    internal SeriesScale? ScaleOf(DataFrame frame) =>
        frame.Find(LagFeatureNames.Base(Label)) is NumberColumn level && frame.Find(LagFeatureNames.Scale(Label)) is NumberColumn scale
            ? new(level.Values, scale.Values, Least)
            : null;

    /// <summary>The columns of an extended frame that are features.</summary>
    internal IReadOnlyList<ColumnSchema> Learned(DataFrame frame) =>
        [
            .. Keys.Concat(Known).Select(name => new ColumnSchema(name, frame.Find(name)!.Type, ColumnRole.Feature)),
            .. Time is not null && frame.Find(Time) is TimeColumn
                ? [new ColumnSchema(Time, ColumnType.Time, ColumnRole.Time)]
                : (IReadOnlyList<ColumnSchema>)[],
            .. Added.Select(name => new ColumnSchema(name, ColumnType.Number, ColumnRole.Feature)),
        ];

    /// <summary>Whether the plan is consistent: whether fitting could have made it.</summary>
    internal bool IsValid =>
        Label is not null
        && Keys is { Count: <= 64 }
        && Known is not null
        && Grid is { IsValid: true }
        && Horizon is >= 1 and <= ForecastDefinition.MaxHorizon
        && double.IsFinite(Centre)
        && Spread > 0
        && double.IsFinite(Spread)
        && Least is null or 0
        && Seasons is { Count: <= ForecastDefinition.MaxSeasons }
        && Seasons.Distinct().Count() == Seasons.Count
        && (Base is null || Seasons.Contains(Base.Value))
        && Smoothing is null or { IsValid: true }
        && Smoothings is null or { IsValid: true }
        && (Smoothings is null || Smoothing is not null)
        && Theta is null or { IsValid: true }
        && (!IsCount || (Least is 0 && Bases is null && !IsSmoothed && Base is null))
        && (Demand is null || (IsCount && Demand.IsValid))
        && (Zone is null || WallClock.Exists(Zone))
        && (!IsSmoothed || (Smoothing is not null && Base is null))
        && (Bases is null || (Bases.Count <= MostBases && Bases.All(name => LagFeatureNames.IsForecast(name) && Past.Names.Contains(name))))
        && ScaleSeason is null or (>= 1 and <= ForecastDefinition.MaxSeason)
        && Seasons.All(season => season is >= 2 and <= ForecastDefinition.MaxSeason)
        && Keys.Concat(Known).All(name => name is not null);
}
