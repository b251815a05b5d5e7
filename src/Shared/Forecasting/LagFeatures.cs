using MLOpsFunctions.Data;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// What a series' past says of a later step, as numbers: its last values, those at the same place of earlier seasons,
/// and the mean, range and trend of its latest ones. All but the counts of steps are taken relative to the series' own
/// level and in units of its own scale at that time, so that one model learns from small and large series and follows
/// one that grows (local normalisation, as in Salinas, Flunkert, Gasthaus and Januschowski, DeepAR, 2017, and
/// Montero-Manso and Hyndman, Principles and algorithms for forecasting groups of time series, 2021). Answers are
/// counted from a base: the level or, where that errs less on the training rows, the level and what the series did so
/// far after it in earlier seasons, or the smoothed series gone on. What is learned is how the series will differ from
/// that.
/// </summary>
internal sealed class LagFeatures
{
    private const int LastValues = 6;
    private const int ShortWindow = 3;
    private const int LatestValues = 5;

    /// <summary>Most times by which seasons grow with the level: more is rather the level of few values.</summary>
    private const double MostGrowth = 2;

    /// <summary>Base, scale, and the steps beyond the horizon; these are not features.</summary>
    public const int Apart = 3;

    private readonly SeriesPlan _plan;
    private readonly List<string> _names;
    private readonly int[] _bases;

    public LagFeatures(SeriesPlan plan)
    {
        _plan = plan;
        var label = plan.Label;
        _names =
        [
            LagFeatureNames.Base(label),
            LagFeatureNames.Scale(label),
            LagFeatureNames.Beyond(label),
            LagFeatureNames.Ahead(label),
            LagFeatureNames.Age(label),
            LagFeatureNames.Over(label),
        ];
        _names.AddRange(Enumerable.Range(1, LastValues).Select(back => LagFeatureNames.Last(label, back)));
        foreach (var season in plan.Seasons)
        {
            _names.AddRange([LagFeatureNames.Same(label, season), LagFeatureNames.Change(label, season)]);
            _names.AddRange(Enumerable.Range(1, Shown(season)).Select(back => LagFeatureNames.Earlier(label, season, back)));
            _names.Add(LagFeatureNames.EarlierMean(label, season));
        }

        _names.AddRange([
            LagFeatureNames.Mean(label, ShortWindow),
            LagFeatureNames.Mean(label, RollingLevels.ScaleWindows * plan.Window),
            LagFeatureNames.Least(label, plan.Window),
            LagFeatureNames.Greatest(label, plan.Window),
            LagFeatureNames.Trend(label, plan.Window),
            .. plan.Smoothing is null ? (IReadOnlyList<string>)[] : [LagFeatureNames.Smoothed(label)],
            .. plan.Theta is null ? (IReadOnlyList<string>)[] : [LagFeatureNames.Theta(label)],
            .. plan.Demand is null ? (IReadOnlyList<string>)[] : [LagFeatureNames.Demand(label)],
        ]);
        _bases = [.. (plan.Bases ?? []).Select(name => _names.IndexOf(name))];
    }

    /// <summary>The columns that are not features (<see cref="Apart"/>), followed by the features.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Steps before the last known one that the features use.</summary>
    public long Reach =>
        Math.Max(
            Math.Max(
                Math.Max(
                    Math.Max(_plan.Smoothings?.Window ?? _plan.Smoothing?.Window ?? 0, _plan.Theta?.Window ?? 0),
                    _plan.Demand is null ? 0 : DemandSmoothing.Window
                ),
                _plan.ScaleSeason is { } season ? SeriesPlan.ScaleSpan(season) + season + 1 : 0
            ),
            LastValues
                + (2L * RollingLevels.ScaleWindows * _plan.Window)
                + _plan
                    .Seasons.Select(season => season * (((_plan.Horizon + season - 1L) / season) + Repeats(season)))
                    .DefaultIfEmpty(0)
                    .Max()
        );

    /// <summary>The columns by name, each with one value for each row.</summary>
    /// <param name="keys">The key of each row's series.</param>
    /// <param name="history">What is known of the series.</param>
    /// <param name="steps">The step of each row; <see cref="TimeGrid.None"/> if it is not known.</param>
    /// <param name="origins">The last step of which anything may be known, for each row.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public IEnumerable<DataColumn> Make(string[] keys, SeriesHistory history, long[] steps, long[] origins, int threads)
    {
        var columns = _names.Select(_ => new double[steps.Length]).ToArray();
        Parallel.For(
            0,
            (steps.Length + 1023) / 1024,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            block =>
            {
                var row = new double[_names.Count];
                for (var r = block * 1024; r < Math.Min(steps.Length, (block + 1) * 1024); r++)
                {
                    var series = steps[r] == TimeGrid.None ? null : history.Series.GetValueOrDefault(keys[r]);
                    Fill(row, keys[r], series, steps[r], origins[r]);
                    for (var c = 0; c < row.Length; c++)
                    {
                        // As exact as models take them: rounding would make different numbers of equal ones.
                        columns[c][r] = c < Apart ? row[c] : (float)row[c];
                    }
                }
            }
        );
        return _names.Zip(columns, (name, values) => new NumberColumn(name, values));
    }

    /// <summary>Seasons that are averaged: more would be out of date if the season is long.</summary>
    private static int Repeats(int season) =>
        season <= 60 ? 6
        : season <= 400 ? 3
        : 2;

    /// <summary>Seasons that are features of their own.</summary>
    private static int Shown(int season) => Math.Min(2, Repeats(season));

    private void Fill(Span<double> row, string key, SeriesValues? series, long step, long origin)
    {
        row.Fill(double.NaN);
        var known = series?.KnownAt(origin) ?? 0;
        (row[0], row[1], row[2]) = (_plan.IsCount ? 0 : _plan.Centre, _plan.Spread, 0);
        if (known == 0)
        {
            return;
        }

        var (level, scale) = series!.LevelsOf(_plan).At(known);
        var ahead = Within(step - origin);
        var (next, from) = FillLags(row, series, ahead, origin, known, (level, scale));
        from = FillSmoothed(row[next..], key, series, step, origin, known, (level, scale)) ?? from;
        from =
            _plan.IsCount ? -level / scale
            : _plan.Bases is null ? from
            : MeanOf(row);
        (row[0], row[1], row[2], row[Apart + 2]) = (
            _plan.IsCount ? 0 : level + (from * scale),
            scale,
            Math.Max(0, step - origin - _plan.Horizon),
            from
        );
    }

    /// <summary>
    /// The features of single values and of windows of them. Returns the place of the next feature and the base: the mean
    /// of the season that is one, 0 where none is.
    /// </summary>
    private (int Next, double From) FillLags(
        Span<double> row,
        SeriesValues series,
        long ahead,
        long origin,
        int known,
        (double Level, double Scale) now
    )
    {
        var (next, from) = (Apart, 0.0);
        row[next++] = ahead;
        row[next++] = Math.Min(origin - series.Steps[known - 1], _plan.Horizon);
        next++;
        for (var back = 1; back <= LastValues; back++)
        {
            row[next++] = known >= back ? Relative(series.Values[known - back], now) : double.NaN;
        }

        foreach (var season in _plan.Seasons)
        {
            row[next++] = Relative(series.At(origin + ahead - Whole(ahead, season), known), now);
            row[next++] = Relative(now.Level + (series.At(origin, known) - series.At(origin - season, known)), now);
            var mean = Seasons(row.Slice(next, Shown(season)), series, season, ahead, origin, now);
            next += Shown(season);
            row[next++] = mean;
            from = season == _plan.Base && !double.IsNaN(mean) ? mean : from;
        }

        FillWindows(row[next..], series.Values, known, now);
        return (next + LatestValues, from);
    }

    private void FillWindows(Span<double> rest, double[] values, int count, (double Level, double Scale) now)
    {
        var latest = values.AsSpan(Math.Max(0, count - _plan.Window)..count);
        (rest[0], rest[1]) = (
            Relative(RollingLevels.Mean(values, count, ShortWindow), now),
            Relative(RollingLevels.Mean(values, count, RollingLevels.ScaleWindows * _plan.Window), now)
        );
        var (least, greatest) = Range(latest);
        (rest[2], rest[3]) = (Relative(least, now), Relative(greatest, now));
        rest[4] =
            count > _plan.Window
                ? Relative(now.Level + (now.Level - RollingLevels.Mean(values, count - _plan.Window, _plan.Window)), now)
                : double.NaN;
    }

    /// <summary>The forecasts of simpler methods. Returns the one that is the base; null: none is.</summary>
    private double? FillSmoothed(
        Span<double> rest,
        string key,
        SeriesValues series,
        long step,
        long origin,
        int known,
        (double Level, double Scale) now
    )
    {
        var next = 0;
        double? from = null;
        if ((_plan.Smoothings?.Of(key) ?? _plan.Smoothing) is { } smoothing)
        {
            rest[next] = Relative(smoothing.From(series, known, origin, _plan.Horizon).Ahead(origin, step - origin), now);
            from = _plan.IsSmoothed && !double.IsNaN(rest[next]) ? rest[next] : null;
            next++;
        }

        if (_plan.Theta?.Of(key) is { } theta)
        {
            rest[next++] = Relative(theta.From(series, known, origin, _plan.Horizon).Ahead(origin, step - origin), now);
        }

        if (_plan.Demand is { } demand)
        {
            rest[next] = Relative(demand.Mean(series, known, origin), now);
        }

        return from;
    }

    /// <summary>A value in units of the scale, from the level on.</summary>
    private static double Relative(double value, (double Level, double Scale) now) =>
        Math.Clamp((value - now.Level) / now.Scale, -1e30, 1e30);

    /// <summary>
    /// Steps ahead, limited to those that were learned: farther steps count as the last learned one at the same place
    /// in the shortest season.
    /// </summary>
    private long Within(long ahead)
    {
        var season = _plan.Seasons.Count > 0 ? _plan.Seasons[0] : 1;
        return ahead <= _plan.Horizon
            ? ahead
            : ahead - (season * Math.Max(0, (ahead - Math.Max(_plan.Horizon, season) + season - 1) / season));
    }

    /// <summary>The mean of the features of the base that have a value; 0, which is the level, if none has.</summary>
    private double MeanOf(ReadOnlySpan<double> row)
    {
        var (sum, count) = (0.0, 0);
        foreach (var place in _bases)
        {
            (sum, count) = double.IsNaN(row[place]) ? (sum, count) : (sum + row[place], count + 1);
        }

        return count > 0 ? sum / count : 0;
    }

    private static (double Least, double Greatest) Range(ReadOnlySpan<double> values)
    {
        var (least, greatest) = (values[0], values[0]);
        foreach (var value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        return (least, greatest);
    }

    /// <summary>The length of as many whole seasons as cover so many steps, in steps.</summary>
    private static long Whole(long ahead, int season) => (ahead + season - 1) / season * season;

    /// <summary>
    /// The values that followed in earlier seasons, as many steps after the origin, relative to what was known at that
    /// time: the last few, and the mean of more.
    /// </summary>
    private double Seasons(Span<double> last, SeriesValues series, int season, long ahead, long origin, (double Level, double Scale) now)
    {
        var (sum, count) = (0.0, 0);
        for (var back = 0; back < Repeats(season); back++)
        {
            var then = origin - Whole(ahead, season) - ((long)back * season);
            var known = series.KnownAt(then);
            var value = known == 0 ? double.NaN : series.At(then + ahead, series.Values.Length);
            if (!double.IsNaN(value))
            {
                value = Math.Clamp(Relative(value, series.LevelsOf(_plan).At(known), now), -1e30, 1e30);
                (sum, count) = (sum + value, count + 1);
            }

            if (back < last.Length)
            {
                last[back] = value;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>
    /// How a value differed from the level of its time, in units of the scale of now. Where no value is negative, seasons
    /// grow with the level.
    /// </summary>
    private double Relative(double value, (double Level, double Scale) then, (double Level, double Scale) now)
    {
        if (_plan.ScaleSeason is null)
        {
            return (value - then.Level) / then.Scale;
        }

        var grown = _plan.Least is not null && then.Level > 0 ? Math.Clamp(now.Level / then.Level, 1 / MostGrowth, MostGrowth) : 1;
        return (value - then.Level) * grown / now.Scale;
    }
}
