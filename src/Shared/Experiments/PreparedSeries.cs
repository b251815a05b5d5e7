using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>The rows of a forecast, each with what was known of its series when it was, or would have been, forecast.</summary>
internal sealed class PreparedSeries : PreparedData
{
    private readonly SeriesHistory _history;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SeriesPlan> _plans = [];
    private readonly FoldCache<ForecastFold> _folds;
    private readonly double[]? _weights;
    private bool? _isRare;

    public PreparedSeries(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads)
        : base(dataset, definition, frame, threads)
    {
        Plan = SeriesPlanFit.Fit(
            frame,
            Schema,
            Split.Training,
            Split.Test,
            dataset.Label!,
            definition.Forecast,
            Zone,
            Objective is "poisson" or "tweedie",
            definition.Training.Seed,
            threads
        );
        _history = Plan.HistoryOf(frame, whole: true);
        _plans.Add(Split.Training.Length, Plan);
        Stretches = new(frame, Split, Plan);
        _weights = definition.Forecast.Weights == SeriesWeights.Value ? WeightsByValue() : Weights;
        _folds = new(encoding => [.. Stretches.ToCompare.Select(stretch => HoldOut(encoding, stretch.Before, stretch.After))]);
    }

    /// <summary>How the series run, found out from the training rows.</summary>
    public SeriesPlan Plan { get; }

    /// <summary>The points in time from which is forecast.</summary>
    public ForecastStretches Stretches { get; }

    public override IReadOnlyList<ColumnSchema> Signature => [.. Schema.Where(column => Plan.Inputs.Contains(column.Name))];

    /// <inheritdoc/>
    /// <remarks>By absolute errors 0 is the best answer to rare demand, and of no use to anybody.</remarks>
    public override string Metric =>
        IsRare && Definition.Training is { Metric: null, Objective: not ("absolute" or "quantile") } ? MetricNames.Rmsse : base.Metric;

    /// <summary>
    /// A forecast that is judged by absolute errors learns by them: a series has days that no one could foresee, and
    /// their squares would drown the others. Rare demand is learned as counts, so that answers add up to it.
    /// </summary>
    protected override string? DefaultObjective =>
        Metric is MetricNames.Mae or MetricNames.Mape or MetricNames.Pinball or MetricNames.Mase or MetricNames.Smape ? "absolute"
        : IsRare ? "poisson"
        : null;

    /// <summary>The time zone that is declared, or that the offsets in the file are of; null: UTC.</summary>
    private string? Zone
    {
        get
        {
            var zone = Definition.Forecast.Zone ?? Schema.FirstOrDefault(column => column.Role == ColumnRole.Time)?.Format?.Zone;
            return zone is null || WallClock.Exists(zone)
                ? zone
                : throw new ProblemException(
                    new(
                        "There is no such time zone",
                        zone,
                        "an IANA name such as Europe/Berlin",
                        "forecast.zone",
                        "leave it out for UTC, or check the spelling"
                    )
                );
        }
    }

    /// <summary>Whether more than half of the training rows are 0, and none is below.</summary>
    private bool IsRare =>
        _isRare ??=
            Array.TrueForAll(Split.Training, row => Labels.Values[row] >= 0)
            && 2 * Split.Training.Count(row => Labels.Values[row] == 0) > Split.Training.Length;

    protected override IEnumerable<Note> OwnNotes =>
        [
            .. SeriesNotes.Of(Plan, _history, Frame, Schema, Split),
            .. Plan.Zone is { } zone ? [ForecastNotes.ClockOf(zone)] : (Note[])[],
            .. IsRare
                ? [ForecastNotes.RareDemand(Split.Training.Count(row => Labels.Values[row] == 0) / (double)Split.Training.Length, Metric)]
                : (Note[])[],
        ];

    protected override bool HasMoreToJudge => Stretches.ToJudge.Count > 0;

    /// <summary>Training rows before some points in time and held-out rows after them, the latest first.</summary>
    public IReadOnlyList<ForecastFold> FoldsOf(FeatureEncoding encoding) => _folds.Of(Needed(encoding));

    /// <summary>Rows to learn from, all those up to a point in time, under plans fitted on them.</summary>
    /// <param name="encoding">The form wanted.</param>
    public (FeaturePlan Features, TrainingSet Training, SeriesPlan Series) UpTo(FeatureEncoding encoding, int[] rows)
    {
        var all = Backtest.TrainingOrigins(rows, Plan.StepsOf(Frame, rows), Plan.Horizon, Definition.Training.Seed);
        var origins = all.WarmedUp(Plan, KeysOf(all.Rows), _history);
        var series = PlanOf(rows);
        var (seen, frame) = (origins.Rows, Seen(origins, series));
        var scale = Plan.ScaleOf(frame)!;
        var plan = FeaturePlan
            .Fit(frame, Plan.Learned(frame), [.. Enumerable.Range(0, seen.Length)], Definition.Features, Needed(encoding))
            .WithoutPassingTimes(frame);
        var labels = scale.Normalise(LabelsOf(seen));
        return (plan, new(plan.Encode(frame, threads: Threads), labels, 0, WeightsOf(seen)), series);
    }

    /// <summary>Held-out rows with what was known before each stretch of the horizon.</summary>
    /// <param name="plan">How the series run.</param>
    public DataFrame HeldOut(int[] rows, SeriesPlan plan) => HeldOut(rows, plan, _history);

    public override bool CanBeAnsweredBy(TrainedModel version) =>
        version.Series?.Plan is { } plan && plan.Inputs.All(name => Frame.Find(name) is not null) && Frame.Find(plan.Label) is NumberColumn;

    public override DataFrame TestRowsFor(TrainedModel model)
    {
        var plan = model.Series!.Plan;
        return HeldOut(Split.Test, plan, plan.HistoryOf(Frame, whole: true));
    }

    public override RefittedAnswers CreateRefittedAnswers(TrainerSet trainers, CancellationToken cancellation) =>
        new OriginAnswers(this, trainers, cancellation);

    public override Note NoteOnMoreRows(int rows) => EvaluationNotes.EarlierStretchesJudge(rows, Split.Test.Length);

    public override TrainedModel WithInterval(
        TrainedModel model,
        ITrainer trainer,
        TrainerParameters parameters,
        TrainingContext context
    ) => model.With(model.Series! with { Interval = new IntervalFit(this, trainer, parameters, context).Fit(model) });

    public override TrainedModel WithRecentInterval(
        TrainedModel model,
        TrainedModel judged,
        ITrainer trainer,
        TrainerParameters parameters,
        TrainingContext context
    ) => model.With(model.Series! with { Interval = new IntervalFit(this, trainer, parameters, context).FitRecent(judged) });

    /// <summary>How held-out rows are looked at to choose and to learn how far answers are off: each from several distances.</summary>
    public ForecastOrigins OriginsOf(int[] rows) =>
        Backtest.HeldOutOrigins(rows, Plan.StepsOf(Frame, rows), Plan.Horizon, Definition.Training.Seed);

    /// <summary>The rows with what was known of their series at each look.</summary>
    public DataFrame Seen(ForecastOrigins origins, SeriesPlan plan) =>
        plan.Extend(Frame.Take(origins.Rows), _history, origins.Steps, origins.Origins, Threads);

    /// <summary>The rows as if nothing were known of their series.</summary>
    public DataFrame Unknown(ForecastOrigins origins, SeriesPlan plan) =>
        plan.Extend(Frame.Take(origins.Rows), new([]), origins.Steps, origins.Origins, Threads);

    public override Predictions ToMeasure(Predictions answers, int[] rows) =>
        base.ToMeasure(answers, rows) with
        {
            Units = ErrorUnits.Of(
                Plan,
                _history,
                Frame.Take(rows),
                Plan.StepsOf(Frame, rows),
                WeightsOf(rows),
                Definition.Forecast.Interval
            ),
        };

    public override NaiveComparison? AgainstNaive(DataFrame test, Predictions answers) =>
        NaiveComparison.Of(Plan, test, answers, LabelsOf(Split.Test));

    /// <summary>The key of each row's series.</summary>
    public string[] KeysOf(int[] rows) => SeriesHistory.Keys(Frame.Take(rows), Plan.Keys);

    /// <summary>The series of each row, by number.</summary>
    public int[] NumbersOf(int[] rows)
    {
        var keys = KeysOf(rows);
        var known = keys.Distinct(StringComparer.Ordinal)
            .Select((key, number) => (key, number))
            .ToDictionary(entry => entry.key, entry => entry.number, StringComparer.Ordinal);
        return Array.ConvertAll(keys, key => known[key]);
    }

    /// <summary>How many steps ahead each held-out row is forecast; not a number where nothing of its series was known.</summary>
    public double[] AheadOf(DataFrame heldOut) => ((NumberColumn)heldOut.Find(LagFeatureNames.Ahead(Plan.Label))!).Values;

    /// <inheritdoc/>
    /// <remarks>From several points in time, where rows are few.</remarks>
    protected override Trial MeasureHeldOut(ITrainer trainer, Trial trial, TrainerParameters parameters, TrainingContext context)
    {
        var folds = FoldsOf(trainer.Encoding);
        var outcome = trainer.Train(
            TrainingSubsample.Take(folds[0].Training, trial.Fidelity, trial.Seed),
            folds[0].Validation,
            parameters,
            context
        );
        var own = ForecastBacktest.Run(trainer, outcome.Fitted, folds, context, outcome.Model);
        var predictions = ToMeasure(Predictions.FromScores(context.Task, [], own.Answers), own.Errors.Rows);
        var metrics = Metrics.ToDictionary(metric => metric, metric => Evaluator.Measure(metric, predictions, own.Truth));
        return trial with { Value = metrics[Metric], Metrics = metrics, Fitted = outcome.Fitted, Notes = outcome.Notes };
    }

    protected override FittingRows Fit(FeatureEncoding encoding, int[] rows, bool words)
    {
        var (plan, training, series) = UpTo(encoding, rows);
        return new(plan, training, new(series, series.HistoryOf(Frame, whole: false)));
    }

    /// <summary>The weights of these rows; null: all alike.</summary>
    private double[]? WeightsOf(int[] rows) => _weights is null ? null : Array.ConvertAll(rows, row => _weights[row]);

    /// <summary>Each row by the mean size of what its series had in the training rows, and by its own weight.</summary>
    private double[] WeightsByValue()
    {
        var keys = SeriesHistory.Keys(Frame, Plan.Keys);
        var sizes = Split
            .Training.GroupBy(row => keys[row], StringComparer.Ordinal)
            .ToDictionary(
                series => series.Key,
                series => series.Sum(row => Math.Abs(Labels.Values[row]) / series.Count()),
                StringComparer.Ordinal
            );
        var largest = sizes.Values.Max();
        double Of(string key) => largest > 0 ? sizes.GetValueOrDefault(key) / largest : 1;
        return [.. keys.Select((key, row) => Of(key) * (Weights?[row] ?? 1))];
    }

    private ForecastFold HoldOut(FeatureEncoding encoding, int[] rows, int[] held)
    {
        var (plan, training, series) = UpTo(encoding, rows);
        var origins = OriginsOf(held);
        var (frame, truth) = (Seen(origins, series), LabelsOf(origins.Rows));
        var scale = series.ScaleOf(frame)!;
        var validation = new TrainingSet(
            plan.Encode(frame, threads: Threads),
            scale.Normalise(truth),
            Labels.Classes.Count,
            WeightsOf(origins.Rows)
        );
        return new(plan, training, validation, truth, scale, AheadOf(frame), origins, KeysOf(origins.Rows));
    }

    /// <summary>
    /// The same plan, smoothing as suits these rows: all those up to a point in time, so that their number tells them
    /// apart.
    /// </summary>
    private SeriesPlan PlanOf(int[] rows)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(rows.Length, out var plan)
                ? plan
                : _plans[rows.Length] = Plan.SmoothedBy(_history, Plan.StepsOf(Frame, rows).Max(), Threads);
        }
    }

    private DataFrame HeldOut(int[] rows, SeriesPlan plan, SeriesHistory history)
    {
        var steps = plan.StepsOf(Frame, rows);
        return plan.Extend(Frame.Take(rows), history, steps, Backtest.RollingOrigins(steps, Plan.Horizon), Threads);
    }
}
