using MLOpsFunctions.Training;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// How a recipe forecasts what came after each of several points in time, learned anew from what came before: of few rows one point says little (rolling origins with refitting; Tashman, Out-of-sample
/// tests of forecasting accuracy, International Journal of Forecasting 16, 2000). In row order, the latest point first.
/// </summary>
/// <param name="Answers">The answers.</param>
/// <param name="Truth">What came.</param>
/// <param name="Errors">By how much what came was more, in units of the series.</param>
/// <param name="Ahead">How many steps ahead each answer lay.</param>
/// <param name="Stretches">The stretch of its series that each row was forecast in at once, by number.</param>
internal sealed record ForecastBacktest(double[] Answers, double[] Truth, double[] Errors, double[] Ahead, int[] Stretches)
{
    /// <summary>Learns and answers.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="context">What surrounds the training.</param>
    /// <param name="latest">What the trainer has made of the latest rows; null: it has not yet.</param>
    public static ForecastBacktest Run(ITrainer trainer, TrainerParameters parameters, SearchRows rows, TrainingContext context, IModel? latest = null)
    {
        var (answers, errors, ahead, stretches) = (new List<double>(), new List<double>(), new List<double>(), new List<int>());
        foreach (var part in rows.Earlier.Prepend(rows))
        {
            var model = latest ?? trainer.Train(part.Training, null, parameters, context).Model;
            latest = null;
            var scores = new double[part.Truth.Length];
            model.ScoreAll(part.Validation.Features, scores, context.Threads);
            errors.AddRange(part.Validation.Labels.Select((label, row) => label - scores[row]));
            answers.AddRange(part.Scale!.Restore(scores));
            ahead.AddRange(part.Ahead);
            var known = stretches.Count == 0 ? 0 : stretches.Max() + 1;
            stretches.AddRange(part.Stretches.Select(stretch => known + stretch));
        }

        return new([.. answers], [.. rows.Earlier.Prepend(rows).SelectMany(part => part.Truth)], [.. errors], [.. ahead], [.. stretches]);
    }

    /// <summary>
    /// By how much chance may have made this err less than another on average, as a share of its own mean absolute error: the standard error of their mean difference. Errors of one stretch have much in
    /// common, and count as one draw (as in Cameron and Miller, A practitioner's guide to cluster-robust inference, Journal of Human Resources 50, 2015).
    /// </summary>
    public double DoubtAgainst(ForecastBacktest other)
    {
        var (largest, count) = (Math.Max(double.Epsilon, Math.Max(Largest(), other.Largest())), (double)Truth.Length);
        var (own, gains) = (Distances(largest), other.Distances(largest));
        for (var row = 0; row < gains.Length; row++)
        {
            gains[row] -= own[row];
        }

        var (mean, error) = (gains.Sum() / count, own.Sum() / count);
        var sums = new double[Stretches.Max() + 1];
        for (var row = 0; row < gains.Length; row++)
        {
            sums[Stretches[row]] += (gains[row] - mean) / count;
        }

        var variance = sums.Sum(sum => sum * sum) * sums.Length / Math.Max(1, sums.Length - 1);
        return error > 0 ? Math.Sqrt(variance) / error : 0;
    }

    private double Largest() => Answers.Concat(Truth).Max(Math.Abs);

    private double[] Distances(double unit) => [.. Answers.Zip(Truth, (answer, truth) => Math.Abs((answer / unit) - (truth / unit)))];
}
