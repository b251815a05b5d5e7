using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>Finds how far off a forecast usually is, on rows that it had not learned.</summary>
/// <param name="data">The rows.</param>
/// <param name="trainer">The forecast's trainer.</param>
/// <param name="parameters">The trainer's parameters.</param>
/// <param name="context">The settings of the training.</param>
internal sealed class IntervalFit(PreparedSeries data, ITrainer trainer, TrainerParameters parameters, TrainingContext context)
{
    /// <summary>
    /// Validation rows from which on quantiles are tried: of fewer, they and the margin that puts them right are mostly
    /// chance.
    /// </summary>
    private const int FewestForQuantiles = 500;

    private IReadOnlyList<ForecastFold> Folds => data.FoldsOf(trainer.Encoding);

    /// <summary>
    /// How wide intervals are follows from the winner's own backtest; where there are many rows of one series, they may be
    /// quantiles instead, if these hold the validation rows in narrower ones.
    /// </summary>
    /// <param name="model">The winner, learned from all but the test rows.</param>
    public ForecastInterval Fit(TrainedModel model)
    {
        var (series, share) = (model.Series!.Plan, data.Definition.Forecast.Interval);
        var backtest = Backtest();
        var unknown = series.Keys.Count > 0 ? UnknownWidth(model, series, share) : (double?)null;
        ForecastInterval errors = ErrorInterval.Fit(backtest.Errors, series.Horizon, share) with { Unknown = unknown };
        if (series.Keys.Count > 0 || data.Split.Validation.Length < FewestForQuantiles)
        {
            return errors;
        }

        var fold = data.FoldsOf(FeatureEncoding.Native)[0];
        var quantiles = QuantileInterval.Fit(fold.Plan, fold.Training, fold.Validation, share, context with { Objective = null }) with
        {
            Unknown = unknown,
        };
        var held = data.Seen(fold.Origins, data.Plan);
        var answers = backtest.Answers[..fold.Truth.Length];
        return Score(quantiles) < Score(errors) ? quantiles : errors;

        double Score(ForecastInterval interval) =>
            interval.ScoreOf(interval.Around(series, held, fold.Scale, answers, context.Threads), fold.Truth);
    }

    /// <summary>
    /// The interval of the judged model, that of its own errors with those on the test rows, which are the latest: what
    /// has changed since the validation rows shows there. Where rows are many these say enough by themselves.
    /// </summary>
    /// <param name="judged">The model that had not learned the test rows.</param>
    public ForecastInterval? FitRecent(TrainedModel judged)
    {
        var series = judged.Series!;
        if (series.Interval is not ErrorInterval interval)
        {
            return series.Interval;
        }

        var origins = data.OriginsOf(data.Split.Test);
        var rows = data.Seen(origins, series.Plan);
        var errors = new ForecastErrors(
            ErrorsOf(judged, origins, rows),
            data.AheadOf(rows),
            origins.Steps,
            origins.Rows,
            data.KeysOf(origins.Rows)
        );
        return ErrorInterval.Fit(Folds.Count == 1 ? errors : Backtest().Errors.And(errors), interval.Widths.Count, interval.Share) with
        {
            Unknown = interval.Unknown,
        };
    }

    /// <summary>
    /// How far answers are off of which the series is not known, in what is usual among them: those of validation rows
    /// without what is known of theirs, each series a draw.
    /// </summary>
    private double UnknownWidth(TrainedModel model, SeriesPlan series, double share)
    {
        var origins = data.OriginsOf(data.Split.Validation);
        var rows = data.Unknown(origins, series);
        var errors = new ForecastErrors(
            ErrorsOf(model, origins, rows),
            data.AheadOf(rows),
            origins.Steps,
            data.NumbersOf(origins.Rows),
            [.. origins.Rows.Select(_ => "")]
        );
        return ErrorInterval.Fit(errors, horizon: 1, share).Widths[0];
    }

    /// <summary>How far off a model's answers to some rows are, in units of their series.</summary>
    private double[] ErrorsOf(TrainedModel model, ForecastOrigins origins, DataFrame rows)
    {
        var (truth, answers) = (data.LabelsOf(origins.Rows), model.Predict(rows, context.Threads).Values);
        var scale = model.Series!.Plan.ScaleOf(rows)!.Scale;
        return [.. truth.Select((actual, row) => (actual - answers[row]) / scale[row])];
    }

    private ForecastBacktest Backtest() => ForecastBacktest.Run(trainer, parameters, Folds, context);
}
