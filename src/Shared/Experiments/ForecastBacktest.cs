using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// A backtest from several origins, trained anew on the rows before each: with few rows one origin says little (rolling
/// origins with refitting; Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting
/// 16, 2000). In row order, the latest origin first.
/// </summary>
/// <param name="Truth">The true values.</param>
/// <param name="Errors">The true values less the answers.</param>
internal sealed record ForecastBacktest(double[] Answers, double[] Truth, ForecastErrors Errors)
{
    /// <summary>Trains and forecasts.</summary>
    /// <param name="folds">The rows before and after each origin, the latest first.</param>
    /// <param name="context">The settings of the training.</param>
    /// <param name="latest">The result of the trainer on the first fold; null: not trained yet.</param>
    public static ForecastBacktest Run(
        ITrainer trainer,
        TrainerParameters parameters,
        IReadOnlyList<ForecastFold> folds,
        TrainingContext context,
        IModel? latest = null
    )
    {
        var (answers, errors) = (new List<double>(), new ForecastErrors([], [], [], [], []));
        foreach (var fold in folds)
        {
            var model = latest ?? trainer.Train(fold.Training, null, parameters, context).Model;
            latest = null;
            var scores = new double[fold.Truth.Length];
            model.ScoreAll(fold.Validation.Features, scores, context.Threads);
            errors = errors.And(
                new(
                    [.. fold.Validation.Labels.Select((label, row) => label - scores[row])],
                    fold.Ahead,
                    fold.Origins.Steps,
                    fold.Origins.Rows,
                    fold.Series
                )
            );
            answers.AddRange(fold.Scale.Restore(scores));
        }

        return new([.. answers], [.. folds.SelectMany(fold => fold.Truth)], errors);
    }
}
