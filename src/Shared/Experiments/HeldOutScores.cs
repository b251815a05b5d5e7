using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// Scores of held-out rows: those of the validation rows or, if rows are few, of each part by a model that was trained
/// on the other parts.
/// </summary>
/// <param name="Scores">Rows x outputs.</param>
/// <param name="Labels">Labels in the form of trainers.</param>
/// <param name="Truth">Labels as they are in the data.</param>
/// <param name="Features">The rows, if one set was held out; null if it was part by part.</param>
/// <param name="Fitted">Parameters to fit again on all of these rows.</param>
/// <param name="Notes">Notes of the trainer.</param>
internal sealed record HeldOutScores(
    double[] Scores,
    double[] Labels,
    double[] Truth,
    FeatureMatrix? Features,
    TrainerParameters Fitted,
    IReadOnlyList<string> Notes
)
{
    /// <summary>Trains and scores.</summary>
    /// <exception cref="ProblemException">The rows cannot be learned from.</exception>
    public static HeldOutScores Make(ITrainer trainer, Trial trial, TrainerParameters parameters, SearchRows rows, TrainingContext context)
    {
        SearchRows[] parts = [rows, .. rows.Others];
        var (scores, outcomes) = (new List<double>(), new List<TrainingOutcome>());
        foreach (var part in parts)
        {
            var outcome = trainer.Train(
                TrainingSubsample.Take(part.Training, trial.Fidelity, trial.Seed),
                part.Validation,
                parameters,
                context
            );
            var own = new double[part.Validation.Features.RowCount * outcome.Model.OutputCount];
            outcome.Model.ScoreAll(part.Validation.Features, own, context.Threads);
            scores.AddRange(own);
            outcomes.Add(outcome);
        }

        return new(
            [.. scores],
            [.. parts.SelectMany(part => part.Validation.Labels)],
            [.. parts.SelectMany(part => part.Truth)],
            parts is [var only] ? only.Validation.Features : null,
            Typical([.. outcomes.Select(outcome => outcome.Fitted)]),
            [.. outcomes.SelectMany(outcome => outcome.Notes).Distinct().Take(1)]
        );
    }

    /// <summary>
    /// The median of each parameter over the parts: some stop early and some late, and all rows need a value between.
    /// </summary>
    private static TrainerParameters Typical(IReadOnlyList<TrainerParameters> fitted) =>
        fitted is [var only]
            ? only
            : new(
                fitted[0]
                    .Keys.ToDictionary(
                        name => name,
                        name => fitted.Select(own => own.Get(name, fitted[0][name])).Order().ElementAt(fitted.Count / 2)
                    )
            );
}
