using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Fits the winner twice: without the test rows to be judged, and with them to serve.</summary>
internal sealed class FittingActivities(PipelineServices services, PreparedDataCache cache)
{
    /// <summary>
    /// Validation rows from which on quantiles are tried: of fewer, they and the margin that puts them right are mostly
    /// chance.
    /// </summary>
    private const int FewestForQuantiles = 500;

    private readonly FinalFit _fit = new(services.Trainers, services.Settings.Threads);
    private readonly FinalClusters _clusters = new(services);

    public async Task<FittedModel> FitAsync(FitWinner request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var trials = await services.Trials.ListAsync(request.Job.Run, request.Trials, cancellation);
        var winner = CandidateSearch.Choose(trials, data.Metric, data.Notes);
        var (model, notes, answers) = _fit.Fit(
            data,
            data.ForFinal(services.Trainers.Find(winner.Trainer).Encoding),
            winner.Trainer,
            winner.Fitted ?? winner.Parameters,
            winner.Rule?.Rule,
            cancellation
        );
        var (final, grouped) = await _clusters.FinishAsync(
            WithInterval(model, winner, data, cancellation),
            data,
            request.Job,
            cancellation
        );
        var digest = await services.Artifacts.WriteAsync(final.Write, cancellation);
        IReadOnlyList<string> learned = data.IsReferenceNeeded
            ?
            [
                "No row is labelled, so the metric is separation: how well the model tells the rows held out "
                    + "from as many made-up ones, spread evenly over the same ranges; 0.5 is chance, 1 all of them.",
            ]
            // Their number was chosen in the trial.
            : winner.Rule?.Notes ?? (data.Dataset.Task == ModelTask.Clustering ? winner.Notes : []);
        return new(
            digest,
            winner.Number,
            winner.Trainer,
            winner.Trainer == BuiltInTrainers.Baseline
                ? [.. notes, .. learned, SearchNotes.BaselineIsBest(trials.Count(trial => !trial.Cut))]
                : [.. notes, .. learned, .. grouped, .. answers],
            answers
        );
    }

    /// <summary>
    /// The judged model's recipe, learned from all rows: with what was found on rows held out (how many trees, how
    /// scores become answers, how wide intervals are) left as it was. More rows make a model better or leave it as it
    /// is. Where this one answers the very rows that it has learned worse than the one that had not seen them,
    /// something is wrong with it, and the judged one is taken.
    /// </summary>
    public async Task<FittedModel> RefitAsync(RefitModel request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var trial = await services.Trials.ReadAsync(request.Job.Run, request.Judged.Trial, cancellation);
        var judged = await services.LoadModelAsync(request.Judged.Digest, cancellation);
        var (model, _, _) = _fit.Fit(
            data,
            data.ForServing(judged.Plan.Encoding),
            trial.Trainer,
            trial.Fitted ?? trial.Parameters,
            judged.Rule,
            cancellation
        );
        if (model.Series is { } series)
        {
            model = model.With(series with { Interval = Recent(judged, trial, data, cancellation) });
        }

        if (
            request.Report is { } report
            && Decline(await services.Artifacts.ReadJsonAsync<StoredEvaluation>(report, cancellation), model, data) is { } sentence
        )
        {
            return request.Judged with { Notes = [sentence] };
        }

        var digest = await services.Artifacts.WriteAsync(model.Write, cancellation);
        return request.Judged with
        {
            Digest = digest,
            Notes =
                digest == request.Judged.Digest
                    ? []
                    :
                    [
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The version has learned all {data.Frame.RowCount:N0} rows by the recipe that was judged; the "
                                + $"figures are of the model that had not seen the {data.Split.Test.Length:N0} test rows."
                        ),
                    ],
        };
    }

    /// <summary>Why a refitted model is not taken; null: it is.</summary>
    private string? Decline(StoredEvaluation judged, TrainedModel model, PreparedData data)
    {
        var (rows, labels) = data.HeldOut(data.Split.Test, model.Series?.Plan);
        var answers = model.Predict(rows, services.Settings.Threads) with { Quantile = data.Quantile };
        var value = Evaluator.Measure(data.Metric, answers, labels);
        var before = judged.Report.Metrics[data.Metric];
        var isHigherBetter = MetricNames.HigherIsBetter(data.Metric);
        return !double.IsFinite(before.Value) || (isHigherBetter ? value >= before.Low : value <= before.High)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The version is the judged model: learned with the test rows too, its recipe answers them worse ("
                    + $"{data.Metric} {value:G4}, {before.Value:G4} before)."
            );
    }

    /// <summary>
    /// How wide intervals are follows from the winner's own backtest; where rows are many, they may be quantiles
    /// instead, if these hold the validation rows in narrower ones.
    /// </summary>
    private TrainedModel WithInterval(TrainedModel model, Trial winner, PreparedData data, CancellationToken cancellation)
    {
        if (model.Series is not { } series)
        {
            return model;
        }

        var (context, share) = (ContextOf(data, cancellation), data.Definition.Forecast.Interval);
        var backtest = Backtest(winner, data, context);
        var unknown = series.Plan.Keys.Count > 0 ? UnknownWidth(model, data, share) : (double?)null;
        ForecastInterval errors = ErrorInterval.Fit(backtest.Errors, series.Plan.Horizon, share) with { Unknown = unknown };
        if (data.Split.Validation.Length < FewestForQuantiles)
        {
            return model.With(series with { Interval = errors });
        }

        var rows = data.ForSearch(FeatureEncoding.Native);
        var quantiles = QuantileInterval.Fit(rows.Plan, rows.Training, rows.Validation, share, context with { Objective = null }) with
        {
            Unknown = unknown,
        };
        var held = data.Series!.Seen(rows.Seen!, data.Series.Plan);
        var answers = backtest.Answers[..rows.Truth.Length];
        double Score(ForecastInterval interval) =>
            interval.ScoreOf(interval.Around(series.Plan, held, rows.Scale!, answers, context.Threads), rows.Truth);
        return model.With(series with { Interval = Score(quantiles) < Score(errors) ? quantiles : errors });
    }

    /// <summary>
    /// The interval of the judged model, that of its own errors with those on the test rows, which are the latest: what
    /// has changed since the validation rows shows there. Where rows are many these say enough by themselves.
    /// </summary>
    private ForecastInterval? Recent(TrainedModel judged, Trial winner, PreparedData data, CancellationToken cancellation)
    {
        if (judged.Series is not { Interval: ErrorInterval interval } series)
        {
            return judged.Series?.Interval;
        }

        var (context, seen) = (ContextOf(data, cancellation), data.Series!.OriginsOf(data.Split.Test));
        var test = data.Series.Seen(seen, series.Plan);
        var (truth, answers, scale) = (
            Array.ConvertAll(seen.Rows, row => data.Labels.Values[row]),
            judged.Predict(test, context.Threads).Values,
            series.Plan.ScaleOf(test)!
        );
        var errors = new ForecastErrors(ErrorsOf(truth, answers, scale), data.Series.AheadOf(test), seen.Steps, seen.Rows);
        var isEnough = data.ForSearch(services.Trainers.Find(winner.Trainer).Encoding).Earlier.Count == 0;
        return ErrorInterval.Fit(
            isEnough ? errors : Backtest(winner, data, context).Errors.And(errors),
            interval.Widths.Count,
            interval.Share
        ) with
        {
            Unknown = interval.Unknown,
        };
    }

    /// <summary>
    /// How far answers are off of which the series is not known, in what is usual among them: those of validation rows
    /// without what is known of theirs, each series a draw.
    /// </summary>
    private double UnknownWidth(TrainedModel model, PreparedData data, double share)
    {
        var (plan, seen) = (model.Series!.Plan, data.Series!.OriginsOf(data.Split.Validation));
        var rows = data.Series.Unknown(seen, plan);
        var truth = Array.ConvertAll(seen.Rows, row => data.Labels.Values[row]);
        var errors = ErrorsOf(truth, model.Predict(rows, services.Settings.Threads).Values, plan.ScaleOf(rows)!);
        return ErrorInterval
            .Fit(new(errors, data.Series.AheadOf(rows), seen.Steps, data.Series.NumbersOf(seen.Rows)), horizon: 1, share)
            .Widths[0];
    }

    private static double[] ErrorsOf(double[] truth, double[] answers, SeriesScale scale) =>
        [.. truth.Select((actual, row) => (actual - answers[row]) / scale.Scale[row])];

    private ForecastBacktest Backtest(Trial winner, PreparedData data, TrainingContext context)
    {
        var trainer = services.Trainers.Find(winner.Trainer);
        return ForecastBacktest.Run(trainer, winner.Fitted ?? winner.Parameters, data.ForSearch(trainer.Encoding), context);
    }

    private TrainingContext ContextOf(PreparedData data, CancellationToken cancellation) =>
        new(data.Dataset.Task, data.Definition.Training.Seed, services.Settings.Threads, data.Objective, cancellation)
        {
            Label = data.Dataset.Label,
        };
}
