using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// A backtest from several origins, trained anew on the rows before each: with few rows one origin says little (rolling
/// origins with refitting; Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting
/// 16, 2000). In row order, the latest origin first.
/// </summary>
/// <param name="Answers">The answers.</param>
/// <param name="Truth">The true values.</param>
/// <param name="Errors">The true values less the answers.</param>
internal sealed record ForecastBacktest(double[] Answers, double[] Truth, ForecastErrors Errors)
{
    /// <summary>Trains and forecasts.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="context">The settings of the training.</param>
    /// <param name="latest">The result of the trainer on the latest rows; null: not trained yet.</param>
    public static ForecastBacktest Run(
        ITrainer trainer,
        TrainerParameters parameters,
        SearchRows rows,
        TrainingContext context,
        IModel? latest = null
    )
    {
        var (answers, errors) = (new List<double>(), new ForecastErrors([], [], [], []));
        foreach (var part in rows.Earlier.Prepend(rows))
        {
            var model = latest ?? trainer.Train(part.Training, null, parameters, context).Model;
            latest = null;
            var scores = new double[part.Truth.Length];
            model.ScoreAll(part.Validation.Features, scores, context.Threads);
            errors = errors.And(
                new([.. part.Validation.Labels.Select((label, row) => label - scores[row])], part.Ahead, part.Seen!.Steps, part.Seen.Rows)
            );
            answers.AddRange(part.Scale!.Restore(scores));
        }

        return new([.. answers], [.. rows.Earlier.Prepend(rows).SelectMany(part => part.Truth)], errors);
    }
}
