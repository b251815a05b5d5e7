using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>The rows of a forecast, each with what was known of its series when it was, or would have been, forecast.</summary>
internal sealed class SeriesData
{
    /// <summary>Training rows up to which candidates are compared from several points in time; of more rows one says enough.</summary>
    private const int FewRows = 5_000;

    /// <summary>Share of the rows below which steps are no steps: of random times a tenth lies near one.</summary>
    private const double FewestOnSteps = 0.5;

    /// <summary>Points in time before the validation rows.</summary>
    private const int EarlierPoints = 3;

    private readonly PreparedData _data;
    private readonly int _threads;
    private readonly SeriesHistory _history;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SeriesPlan> _plans = [];

    public SeriesData(PreparedData data, int threads)
    {
        (_data, _threads) = (data, threads);
        Plan = SeriesPlan.Fit(
            data.Frame,
            data.Schema,
            data.Split.Training,
            data.Split.Test,
            data.Dataset.Label!,
            data.Definition.Forecast,
            threads
        );
        _history = Plan.HistoryOf(data.Frame, whole: true);
        _plans.Add(data.Split.Training.Length, Plan);
    }

    /// <summary>How the series run, found out from the training rows.</summary>
    public SeriesPlan Plan { get; }

    public IEnumerable<string> Notes
    {
        get
        {
            var (series, seasons) = (_history.Series.Count, string.Join(" and ", Plan.Seasons));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{series:N0} series {(series == 1 ? "is" : "are")} forecast up to {Plan.Horizon} steps ahead"
                    + $"{(seasons.Length > 0 ? $"; seasons of {seasons} steps" : "")}."
            );
            if (Plan.Grid.ShareOnSteps(Plan.Time is { } time ? _data.Frame.Find(time) : null) is var regular && regular < FewestOnSteps)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rows follow each other in no regular step: of those with a '{Plan.Time}' {regular:0.#%} lie "
                        + $"on the commonest one. Steps, seasons and distances mean little then; bring one row an hour, a "
                        + $"day or a month."
                );
            }

            var measured = Plan.StepsOf(_data.Frame, _data.Split.Test).Distinct().Count();
            if (measured < Plan.Horizon)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The test rows span {measured} steps: what is forecast farther ahead than that is not measured."
                );
            }

            var longest = _history.Longest?.Span ?? 0;
            int[] unseen = [.. Plan.Seasons.Where(season => 2 * season > longest)];
            if (unseen.Length > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"A season of {string.Join(" and ", unseen)} steps has not come twice in the {longest:N0} steps "
                        + $"of the longest series, and so nothing can be learned of it."
                );
            }

            string[] left =
            [
                .. _data
                    .Schema.Where(column => column.Role == ColumnRole.Feature && !Plan.Known.Contains(column.Name))
                    .Select(column => $"'{column.Name}'"),
            ];
            if (left.Length > 0)
            {
                yield return $"Not known ahead, and so not learned from: {string.Join(", ", left.Take(10))}"
                    + $"{(left.Length > 10 ? $" and {left.Length - 10} more" : "")}. Name what is known for the time to "
                    + "be forecast in forecast.known.";
            }
        }
    }

    /// <summary>
    /// The same plan, smoothing as suits these rows: all those up to a point in time, so that their number tells them
    /// apart.
    /// </summary>
    public SeriesPlan PlanOf(int[] rows)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(rows.Length, out var plan)
                ? plan
                : _plans[rows.Length] = Plan.SmoothedBy(_history, Plan.StepsOf(_data.Frame, rows).Max(), _threads);
        }
    }

    /// <summary>The end of all series, as far back as a plan looks: what a model starts from.</summary>
    public SeriesHistory Latest(SeriesPlan plan) => plan.HistoryOf(_data.Frame, whole: false);

    /// <summary>Held-out rows with what was known before each stretch of the horizon.</summary>
    public DataFrame HeldOut(int[] rows, SeriesPlan plan) => HeldOut(rows, plan, _history);

    /// <summary>
    /// The same rows in the same stretches, as another model's recipe sees them; null where it needs columns that the
    /// data lack.
    /// </summary>
    public DataFrame? HeldOutAs(SeriesPlan other, int[] rows) =>
        other.Inputs.All(name => _data.Frame.Find(name) is not null) && _data.Frame.Find(other.Label) is NumberColumn
            ? HeldOut(rows, other, other.HistoryOf(_data.Frame, whole: true))
            : null;

    /// <summary>Training rows, labels in units of their series, under a plan fitted on them.</summary>
    public (FeaturePlan Plan, TrainingSet Training) Fit(FeatureEncoding encoding, int[] rows)
    {
        var origins = Backtest.TrainingOrigins(rows, Plan.StepsOf(_data.Frame, rows), Plan.Horizon, _data.Definition.Training.Seed);
        var (seen, frame) = (origins.Rows, Seen(origins, PlanOf(rows)));
        var scale = Plan.ScaleOf(frame)!;
        var plan = FeaturePlan
            .Fit(frame, Plan.Learned(frame), [.. Enumerable.Range(0, seen.Length)], _data.Definition.Features, encoding)
            .WithoutPassingTimes();
        var labels = scale.Normalise(Array.ConvertAll(seen, row => _data.Labels.Values[row]));
        return (plan, new(plan.Encode(frame, threads: _threads), labels, 0, Weights(seen, scale)));
    }

    /// <summary>
    /// Where rows are few, earlier points in time to measure candidates from, a horizon apart: the training rows before
    /// each, of which there is to be half of the time, and those of the two horizons after it.
    /// </summary>
    public IEnumerable<(int[] Training, int[] Validation)> EarlierSplits()
    {
        int[] rows = _data.Split.Training,
            known = [.. rows, .. _data.Split.Validation];
        Array.Sort(known);
        var (steps, all) = (Plan.StepsOf(_data.Frame, rows), Plan.StepsOf(_data.Frame, known));
        var (first, last) = (steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min(), steps.Max());
        for (
            var (cut, left) = (last - Plan.Horizon, EarlierPoints);
            rows.Length <= FewRows && left > 0 && cut >= first + ((last - first) / 2);
            (cut, left) = (cut - Plan.Horizon, left - 1)
        )
        {
            int[] before = [.. rows.Where((_, i) => steps[i] <= cut)],
                after = [.. known.Where((_, i) => all[i] > cut && all[i] <= cut + (2 * Plan.Horizon))];
            if (before.Length > 1 && after.Length > 0)
            {
                yield return (before, after);
            }
        }
    }

    /// <summary>
    /// Stretches of a horizon before the test rows, the earliest first, each with the rows that came before it: so many
    /// that with the test rows there are enough to judge by, or as many as half of the time leaves.
    /// </summary>
    public IReadOnlyList<(int[] Before, int[] After)> JudgedStretches => field ??= [.. Stretches().Reverse()];

    private IEnumerable<(int[] Before, int[] After)> Stretches()
    {
        int[] known = [.. _data.Split.Training, .. _data.Split.Validation];
        Array.Sort(known);
        var steps = Plan.StepsOf(_data.Frame, known);
        var (first, last) = (steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min(), steps.Max());
        var judged = _data.Split.Test.Length;
        for (var cut = last - Plan.Horizon; judged < PreparedData.TooFewToJudge && cut >= first + ((last - first) / 2); cut -= Plan.Horizon)
        {
            int[] before = [.. known.Where((_, i) => steps[i] <= cut)],
                after = [.. known.Where((_, i) => steps[i] > cut && steps[i] <= cut + Plan.Horizon)];
            if (before.Length > 1 && after.Length > 0)
            {
                judged += after.Length;
                yield return (before, after);
            }
        }
    }

    /// <summary>How held-out rows are looked at to choose and to learn how far answers are off: each from several distances.</summary>
    public ForecastOrigins OriginsOf(int[] rows) =>
        Backtest.HeldOutOrigins(rows, Plan.StepsOf(_data.Frame, rows), Plan.Horizon, _data.Definition.Training.Seed);

    /// <summary>The rows with what was known of their series at each look.</summary>
    public DataFrame Seen(ForecastOrigins origins, SeriesPlan plan) =>
        plan.Extend(_data.Frame.Take(origins.Rows), _history, origins.Steps, origins.Origins, _threads);

    /// <summary>The rows as if nothing were known of their series.</summary>
    public DataFrame Unknown(ForecastOrigins origins, SeriesPlan plan) =>
        plan.Extend(_data.Frame.Take(origins.Rows), new([]), origins.Steps, origins.Origins, _threads);

    /// <summary>The series of each row, by number.</summary>
    public int[] NumbersOf(int[] rows)
    {
        var keys = SeriesHistory.Keys(_data.Frame.Take(rows), Plan.Keys);
        var known = keys.Distinct(StringComparer.Ordinal)
            .Select((key, number) => (key, number))
            .ToDictionary(entry => entry.key, entry => entry.number, StringComparer.Ordinal);
        return Array.ConvertAll(keys, key => known[key]);
    }

    /// <summary>How many steps ahead each held-out row is forecast; not a number where nothing of its series was known.</summary>
    public double[] AheadOf(DataFrame heldOut) => ((NumberColumn)heldOut.Find(LagFeatureNames.Ahead(Plan.Label))!).Values;

    /// <summary>An error counts as much as it is in the units of the label: large series weigh more than small ones.</summary>
    private double[] Weights(int[] rows, SeriesScale scale)
    {
        var largest = scale.Scale.Max();
        return [.. scale.Scale.Select((own, i) => own / largest * (_data.Weights?[rows[i]] ?? 1))];
    }

    private DataFrame HeldOut(int[] rows, SeriesPlan plan, SeriesHistory history)
    {
        var steps = plan.StepsOf(_data.Frame, rows);
        return plan.Extend(_data.Frame.Take(rows), history, steps, Backtest.RollingOrigins(steps, Plan.Horizon), _threads);
    }
}
