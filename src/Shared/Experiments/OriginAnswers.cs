using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What recipes forecast of a short series: the test rows, and the stretches of a horizon that came before them, each by
/// what had been learned up to its beginning (rolling origins with refitting). A handful of test rows decides nothing.
/// </summary>
/// <param name="data">The rows, of a forecast.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="threads">Threads to use; never changes the result.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class OriginAnswers(PreparedData data, TrainerSet trainers, int threads, CancellationToken cancellation)
{
    private readonly int[] _rows = [.. data.Series!.JudgedStretches.SelectMany(stretch => stretch.After), .. data.Split.Test];

    /// <summary>The rows, in the order in which they are answered.</summary>
    public DataFrame Rows => data.Frame.Take(_rows);

    /// <summary>What came.</summary>
    public double[] Labels => Array.ConvertAll(_rows, row => data.Labels.Values[row]);

    /// <summary>What a recipe answers.</summary>
    /// <param name="trainer">The trainer's name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="test">What the model that was learned by it answers on the test rows.</param>
    /// <exception cref="ProblemException">There is no such trainer, or the rows cannot be learned from.</exception>
    public Predictions Of(string trainer, TrainerParameters parameters, Predictions test)
    {
        var (found, values) = (trainers.Find(trainer), new List<double>());
        var context = new TrainingContext(data.Dataset.Task, data.Definition.Training.Seed, threads, data.Objective, cancellation)
        {
            Label = data.Dataset.Label,
        };
        foreach (var (before, after) in data.Series!.JudgedStretches)
        {
            var (plan, training, run) = data.UpTo(before, found.Encoding);
            var model = found.Train(training, null, parameters, context).Model;
            var frame = data.Series.HeldOut(after, run!);
            var scores = new double[after.Length];
            model.ScoreAll(plan.Encode(frame, threads: threads), scores, threads);
            values.AddRange(run!.ScaleOf(frame)!.Restore(scores));
        }

        return test with
        {
            Quantile = data.Quantile,
            Values = [.. values, .. test.Values],
            Lows = null,
            Highs = null,
        };
    }
}
