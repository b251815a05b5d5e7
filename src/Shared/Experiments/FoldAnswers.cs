using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What recipes answer on few rows: the test rows, and those of the five parts in which candidates were compared, each
/// part by what the other four taught. A handful of test rows decides nothing; all rows together decide something.
/// </summary>
/// <param name="data">The rows, dealt into parts.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="threads">Threads to use; never changes the result.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class FoldAnswers(PreparedData data, TrainerSet trainers, int threads, CancellationToken cancellation)
{
    private readonly int[] _rows = [.. data.Split.Folds.SelectMany(fold => fold.Validation), .. data.Split.Test];

    /// <summary>The rows, in the order in which they are answered.</summary>
    public DataFrame Rows => data.Frame.Take(_rows);

    /// <summary>Their labels.</summary>
    public double[] Labels => Array.ConvertAll(_rows, row => data.Labels.Values[row]);

    /// <summary>What a recipe answers.</summary>
    /// <param name="trainer">The trainer's name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="rule">How its scores become answers; null: they are.</param>
    /// <param name="test">What the model that was learned by it answers on the test rows.</param>
    /// <exception cref="ProblemException">There is no such trainer, or the rows cannot be learned from.</exception>
    public Predictions Of(string trainer, TrainerParameters parameters, DecisionRule? rule, Predictions test)
    {
        var (found, scores) = (trainers.Find(trainer), new List<double>());
        var context = new TrainingContext(data.Dataset.Task, data.Definition.Training.Seed, threads, data.Objective, cancellation)
        {
            Label = data.Dataset.Label,
        };
        var rows = data.ForSearch(found.Encoding);
        foreach (var part in rows.Others.Prepend(rows))
        {
            // Nothing looks at the part that is held out, not even to stop early: how long to learn is among the parameters by now.
            var model = found.Train(part.Training, null, parameters, context).Model;
            var own = new double[part.Validation.Features.RowCount * model.OutputCount];
            model.ScoreAll(part.Validation.Features, own, threads);
            scores.AddRange(own);
        }

        var answers =
            rule?.Read(data.Dataset.Task, data.Labels.Classes, [.. scores])
            ?? Predictions.FromScores(data.Dataset.Task, data.Labels.Classes, [.. scores]);
        return answers with
        {
            Quantile = data.Quantile,
            Values = [.. answers.Values, .. test.Values],
            Probabilities = answers.Probabilities is null ? null : [.. answers.Probabilities, .. test.Probabilities!],
        };
    }
}
