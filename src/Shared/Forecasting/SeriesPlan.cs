using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The recipe that adds to each row what the past of its series says of it: the same where a forecast is learned,
/// measured and served. Immutable; a JSON document.
/// </summary>
/// <param name="Label">The column that is forecast.</param>
/// <param name="Time">The column that says when; null: rows follow each other.</param>
/// <param name="Keys">The columns that name a row's series; none: all rows are of one.</param>
/// <param name="Grid">The steps.</param>
/// <param name="Horizon">Steps ahead that are learned and measured, 1 or more.</param>
/// <param name="Seasons">After how many steps a series tends to repeat itself, the shortest first.</param>
/// <param name="Known">The other columns whose values are known ahead.</param>
/// <param name="Centre">The mean of the training rows: the level of a series of which nothing is known.</param>
/// <param name="Spread">Their mean distance from it, above 0: the scale of such a series.</param>
/// <param name="Least">What no answer lies below: 0 where no training row does; null: there is no such bound.</param>
/// <param name="Base">The season whose earlier course answers are counted from; null: from the level alone, or what
/// <paramref name="IsSmoothed"/> says.</param>
/// <param name="Smoothing">How series are smoothed; null: they are not.</param>
/// <param name="IsSmoothed">Whether answers are counted from the smoothed series gone on.</param>
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
    bool IsSmoothed = false
)
{
    /// <summary>A level of fewer values follows every turn.</summary>
    private const int LeastWindow = 4;

    private LagFeatures? _past;

    internal LagFeatures Past => _past ??= new(this);

    /// <summary>Latest values that a level is of: those of the shortest season.</summary>
    internal int Window => Math.Max(LeastWindow, Seasons.Count > 0 ? Seasons[0] : 0);

    /// <summary>The columns that rows have to bring.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Inputs => Keys.Concat(Known).Concat(Time is null ? [] : [Time]);

    /// <summary>The columns that are added and learned from.</summary>
    internal IEnumerable<string> Added => Past.Names.Skip(LagFeatures.Apart);

    /// <summary>Learns how the series run.</summary>
    /// <param name="frame">All rows.</param>
    /// <param name="schema">The columns' roles: time, and group for the names of the series.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="held">The rows that forecasts are measured on.</param>
    /// <param name="label">The column that is forecast.</param>
    /// <param name="definition">What was declared of the forecast.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    /// <exception cref="ProblemException">No series has two rows, or a column has the name of one that would be added.</exception>
    public static SeriesPlan Fit(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        int[] rows,
        int[] held,
        string label,
        ForecastDefinition definition,
        int threads = 1
    )
    {
        if (frame.Columns.FirstOrDefault(column => LagFeatureNames.IsReserved(column.Name, label)) is { } taken)
        {
            throw new ProblemException(
                new(
                    "A column has a name that a forecast needs",
                    $"'{taken.Name}'",
                    $"no column that begins with '{label} @ '",
                    $"column '{taken.Name}'",
                    "rename it"
                )
            );
        }

        if (definition.Known.FirstOrDefault(known => frame.Find(known) is null || known == label) is { } missing)
        {
            throw new ProblemException(
                new(
                    missing == label
                        ? $"The label '{missing}' is declared as known ahead"
                        : $"Column '{missing}' is declared as known ahead and not in the data",
                    Expected: "a column of the data but the label",
                    Where: "forecast.known",
                    Try: missing == label ? null : DidYouMean.Sentence(missing, [.. frame.Columns.Select(column => column.Name)])
                )
            );
        }

        var time = schema.FirstOrDefault(column => column.Role == ColumnRole.Time)?.Name;
        string[] keys = [.. schema.Where(column => column.Role == ColumnRole.Group).Select(column => column.Name)];
        if (time is null && keys.Length > 0)
        {
            throw new ProblemException(
                new(
                    "Several series need a time",
                    $"no column with the role time, and {string.Join(", ", keys.Select(key => $"'{key}'"))} to tell series apart",
                    "a column that says when",
                    Try: "give it the role time"
                )
            );
        }

        var series = RowsOf(frame, keys);
        var grid = TimeGrid.Find(time is null ? null : frame.Find(time), series);
        var history = SeriesHistory.Of(frame, label, time, keys, grid);
        var values = Array.ConvertAll(rows, row => ((NumberColumn)frame.Find(label)!).Values[row]);
        var centre = values.Sum(value => value / values.Length);
        var spread = values.Sum(value => Math.Abs(value - centre) / values.Length);
        var ahead = held.Select(row => grid.StepOf(time is null ? null : frame.Find(time), row))
            .Where(step => step != TimeGrid.None)
            .Distinct()
            .Count();
        return new SeriesPlan(
            label,
            time,
            keys,
            grid,
            definition.Horizon ?? Math.Clamp(ahead, 1, SeasonalityDetector.Horizon(grid)),
            definition.Seasons.Count > 0 ? [.. definition.Seasons.Distinct().Order()] : SeasonalityDetector.Of(grid, history),
            [
                .. schema
                    .Where(column =>
                        column.Role == ColumnRole.Feature
                        && (definition.Known.Contains(column.Name) || IsConstant(frame.Find(column.Name)!, series))
                    )
                    .Select(column => column.Name),
            ],
            centre,
            spread > 0 && double.IsFinite(spread) ? spread : 1,
            Array.TrueForAll(values, value => value >= 0) ? 0 : null,
            null
        ).BasedOn(frame, history, rows, threads);
    }

    /// <summary>The same, smoothed by what errs least up to a step; where that cannot be told, as before.</summary>
    internal SeriesPlan SmoothedBy(SeriesHistory history, long last, int threads) =>
        this with
        {
            Smoothing = SmoothingSearch.Best(history, last, Seasons, Horizon, Least is not null, threads) ?? Smoothing,
            _past = null,
        };

    /// <summary>The same with what errs least on the rows: the smoothing, and the base, seen from a half of the horizon away.</summary>
    private SeriesPlan BasedOn(DataFrame frame, SeriesHistory history, int[] rows, int threads)
    {
        var steps = StepsOf(frame, rows);
        var plan = SmoothedBy(history, steps.Max(), threads);
        var origins = Array.ConvertAll(steps, step => step == TimeGrid.None ? step : step - Math.Max(1, Horizon / 2));
        var seen = plan.Extend(
            new([.. Keys.Append(Label).Distinct().Select(name => frame.Find(name)!.Take(rows))], rows.Length),
            history,
            steps,
            origins,
            threads
        );
        var (scale, values) = (ScaleOf(seen)!, ((NumberColumn)seen.Find(Label)!).Values);
        var (best, found) = (Error(null), plan);
        foreach (var season in Seasons)
        {
            Try(LagFeatureNames.EarlierMean(Label, season), plan with { Base = season, _past = null });
        }

        if (plan.Smoothing is not null)
        {
            Try(LagFeatureNames.Smoothed(Label), plan with { IsSmoothed = true, _past = null });
        }

        return found;

        void Try(string column, SeriesPlan based)
        {
            if (Error(((NumberColumn)seen.Find(column)!).Values) is var error && error < best)
            {
                (best, found) = (error, based);
            }
        }

        double Error(double[]? from) =>
            values
                .Select(
                    (value, row) =>
                        Math.Abs(
                            ((value - scale.Level[row]) / scale.Scale[row]) - (from is null || double.IsNaN(from[row]) ? 0 : from[row])
                        )
                        * (scale.Scale[row] / Spread)
                        / values.Length
                )
                .Sum();
    }

    /// <summary>The last steps of what the rows of a frame tell, as far back as anything here looks.</summary>
    internal SeriesHistory HistoryOf(DataFrame frame, bool whole) =>
        SeriesHistory.Of(frame, Label, Time, Keys, Grid) is var history && whole ? history : history.Tail(Past.Reach + Horizon);

    /// <summary>The steps of these rows; <see cref="TimeGrid.None"/> where one has no time.</summary>
    internal long[] StepsOf(DataFrame frame, int[] rows)
    {
        var time = Time is null ? null : frame.Find(Time);
        return Array.ConvertAll(rows, row => Grid.StepOf(time, row));
    }

    /// <summary>Adds what the past says.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="history">What is known of the series.</param>
    /// <param name="steps">The step of each row.</param>
    /// <param name="origins">The last step of which anything may be known, a row.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    internal DataFrame Extend(DataFrame frame, SeriesHistory history, long[] steps, long[] origins, int threads)
    {
        var series = Array.ConvertAll(SeriesHistory.Keys(frame, Keys), key => history.Series.GetValueOrDefault(key));
        return new([.. frame.Columns, .. Past.Make(series, steps, origins, threads)], frame.RowCount);
    }

    /// <summary>
    /// Adds what is known to rows that are still to come: all of it for those after the last known step of their
    /// series, and for earlier ones what was known a step before.
    /// </summary>
    internal DataFrame Extend(DataFrame frame, SeriesHistory history, int threads)
    {
        var (keys, steps) = (SeriesHistory.Keys(frame, Keys), StepsOf(frame, [.. Enumerable.Range(0, frame.RowCount)]));
        var latest = history.Series.Values.Select(series => series.Steps[^1]).DefaultIfEmpty(0).Max();
        var origins = new long[steps.Length];
        for (var row = 0; row < steps.Length; row++)
        {
            // Rows that follow each other follow the known ones.
            steps[row] += Grid.Unit == StepUnit.Rows ? latest + 1 : 0;
            var end = history.Series.TryGetValue(keys[row], out var series) ? series.Steps[^1] : latest;
            origins[row] = steps[row] == TimeGrid.None ? end : Math.Min(end, steps[row] - 1);
        }

        return Extend(frame, history, steps, origins, threads);
    }

    /// <summary>The level and scale of rows that were extended; null where they were not.</summary>
    internal SeriesScale? ScaleOf(DataFrame frame) =>
        frame.Find(LagFeatureNames.Base(Label)) is NumberColumn level && frame.Find(LagFeatureNames.Scale(Label)) is NumberColumn scale
            ? new(level.Values, scale.Values, Least)
            : null;

    /// <summary>The columns of an extended frame that are learned from.</summary>
    internal IReadOnlyList<ColumnSchema> Learned(DataFrame frame) =>
        [
            .. Keys.Concat(Known).Select(name => new ColumnSchema(name, frame.Find(name)!.Type, ColumnRole.Feature)),
            .. Time is not null && frame.Find(Time) is TimeColumn
                ? [new ColumnSchema(Time, ColumnType.Time, ColumnRole.Time)]
                : (IReadOnlyList<ColumnSchema>)[],
            .. Added.Select(name => new ColumnSchema(name, ColumnType.Number, ColumnRole.Feature)),
        ];

    /// <summary>Whether it can have been fitted.</summary>
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
        && (!IsSmoothed || (Smoothing is not null && Base is null))
        && Seasons.All(season => season is >= 2 and <= ForecastDefinition.MaxSeason)
        && Keys.Concat(Known).All(name => name is not null);

    private static List<int[]> RowsOf(DataFrame frame, string[] keys) =>
        [
            .. SeriesHistory
                .Keys(frame, keys)
                .Select((key, row) => (key, row))
                .GroupBy(entry => entry.key, entry => entry.row, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];

    /// <summary>Whether a column says the same throughout each series, and so can be known ahead.</summary>
    private static bool IsConstant(DataColumn column, List<int[]> series) =>
        series.Count > 1
        && series.TrueForAll(rows =>
        {
            var first = CellWriter.Write(column, rows[0]);
            return Array.TrueForAll(rows, row => CellWriter.Write(column, row) == first);
        });
}

/// <summary>What answers and labels of some rows are counted from and in.</summary>
/// <param name="Level">Where each row's zero lies.</param>
/// <param name="Scale">What one means there, above 0.</param>
/// <param name="Least">What no answer lies below; null: no bound.</param>
internal sealed record SeriesScale(double[] Level, double[] Scale, double? Least)
{
    /// <summary>Values in units of the rows.</summary>
    public double[] Normalise(double[] values) =>
        [.. values.Select((value, row) => Math.Clamp((value - Level[row]) / Scale[row], -1e30, 1e30))];

    /// <summary>Answers as they are meant.</summary>
    public double[] Restore(double[] values) => [.. values.Select((value, row) => Bound(Level[row] + (value * Scale[row])))];

    private double Bound(double value) => Math.Clamp(value, Least ?? double.MinValue, double.MaxValue);
}
