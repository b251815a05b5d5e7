using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What recipes forecast of a short series: the test rows, and the stretches of a horizon that came before them, each by
/// what had been learned up to its beginning (rolling origins with refitting).
/// </summary>
/// <param name="data">The rows.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class OriginAnswers(PreparedSeries data, TrainerSet trainers, CancellationToken cancellation)
    : RefittedAnswers(data, data.Stretches.ToJudge.SelectMany(stretch => stretch.After))
{
    public override Predictions Of(string trainer, TrainerParameters parameters, TrainedModel model)
    {
        var test = model.Predict(data.TestRowsFor(model), data.Threads);
        var (found, values) = (trainers.Find(trainer), new List<double>());
        var context = data.ContextOf(data.Threads, cancellation);
        foreach (var (before, after) in data.Stretches.ToJudge)
        {
            var (plan, training, series) = data.UpTo(found.Encoding, before);
            var refitted = found.Train(training, null, parameters, context).Model;
            var frame = data.HeldOut(after, series);
            var scores = new double[after.Length];
            refitted.ScoreAll(plan.Encode(frame, threads: data.Threads), scores, data.Threads);
            values.AddRange(series.ScaleOf(frame)!.Restore(scores));
        }

        return ToMeasure(test with { Values = [.. values, .. test.Values], Lows = null, Highs = null });
    }

    public override Predictions OfBaseline(TrainedModel baseline) => Of(BuiltInTrainers.Baseline, new(), baseline);
}
