using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>Trains a fixed trainer and parameters on given rows, outside of any search.</summary>
internal sealed class FinalFit(TrainerSet trainers)
{
    /// <summary>Trains the model that serves or is judged.</summary>
    /// <param name="data">The prepared data.</param>
    /// <param name="rows">The rows, under the plan fitted on them.</param>
    /// <param name="name">The trainer.</param>
    /// <param name="rule">The decision rule; without one, anomalies get their own threshold.</param>
    /// <param name="cancellation">Ends the training.</param>
    public FinalModel Fit(
        PreparedData data,
        FittingRows rows,
        string name,
        TrainerParameters parameters,
        DecisionRule? rule,
        CancellationToken cancellation
    )
    {
        var outcome = trainers.Find(name).Train(rows.Training, null, parameters, data.ContextOf(data.Threads, cancellation));
        IReadOnlyList<Note> answers = [];
        if (data.Dataset.Task == ModelTask.Anomaly && name != BuiltInTrainers.Baseline && rule is null)
        {
            var scores = new double[rows.Training.Features.RowCount];
            outcome.Model.ScoreAll(rows.Training.Features, scores, data.Threads);
            var chosen = AnomalyThreshold.Choose(
                scores,
                data.IsLabelled ? rows.Training.Labels : [],
                data.Definition.Training.Contamination
            );
            (rule, answers) = (new(null, chosen.Threshold), [chosen.Note]);
        }

        var model = new TrainedModel
        {
            Task = data.Dataset.Task,
            Classes = data.Labels.Classes,
            Label = data.Dataset.Label,
            Signature = data.Signature,
            Plan = rows.Plan,
            Model = outcome.Model,
            Rule = rule,
            Levels = KnownLevels.Of(data.Frame, data.Signature),
            Series = rows.Series,
        };
        return new(model, outcome.Notes, answers);
    }
}

/// <summary>The result of a fit.</summary>
/// <param name="Notes">Notes for the reader of the run.</param>
/// <param name="Answers">Notes on the decision rule, if it was found here.</param>
internal sealed record FinalModel(TrainedModel Model, IReadOnlyList<Note> Notes, IReadOnlyList<Note> Answers);
