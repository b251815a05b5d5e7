using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What recipes answer on a small table: the test rows, and those of the parts in which candidates were compared, each
/// part by what the others taught.
/// </summary>
/// <param name="data">The rows, dealt into parts.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class FoldAnswers(PreparedTable data, TrainerSet trainers, CancellationToken cancellation)
    : RefittedAnswers(data, data.Split.Folds.SelectMany(fold => fold.Validation))
{
    public override Predictions Of(string trainer, TrainerParameters parameters, TrainedModel model)
    {
        var (task, classes) = (data.Dataset.Task, data.Labels.Classes);
        var test = model.Predict(data.TestRowsFor(model), data.Threads).AlignTo(classes);
        var scores = ScoresOf(trainers.Find(trainer), parameters);
        var rule = model.Classes.SequenceEqual(classes) ? model.Rule : null;
        var answers = rule?.Read(task, classes, scores) ?? Predictions.FromScores(task, classes, scores);
        return ToMeasure(
            answers with
            {
                Values = [.. answers.Values, .. test.Values],
                Probabilities = answers.Probabilities is null ? null : [.. answers.Probabilities, .. test.Probabilities!],
            }
        );
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The simplest guess is the same for all rows: dealt into parts it would be another for each, lower where more of
    /// the part's rows are high, and worse than guessing (Parker, Günter and Bedo, Stratification bias in low signal
    /// microarray studies, BMC Bioinformatics 8, 2007).
    /// </remarks>
    public override Predictions OfBaseline(TrainedModel baseline) => baseline.Predict(Rows, data.Threads).AlignTo(data.Labels.Classes);

    private double[] ScoresOf(ITrainer trainer, TrainerParameters parameters)
    {
        var (scores, context) = (new List<double>(), data.ContextOf(data.Threads, cancellation));
        foreach (var fold in data.FoldsOf(trainer.Encoding))
        {
            // Nothing looks at the part that is held out, not even to stop early: how long to learn is among the parameters by now.
            var model = trainer.Train(fold.Training, null, parameters, context).Model;
            var own = new double[fold.Validation.Features.RowCount * model.OutputCount];
            model.ScoreAll(fold.Validation.Features, own, data.Threads);
            scores.AddRange(own);
        }

        return [.. scores];
    }
}
