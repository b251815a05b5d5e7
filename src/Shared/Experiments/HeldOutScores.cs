using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// Scores of held-out rows: those of the validation rows or, if rows are few, of each part by a model that was trained
/// on the other folds.
/// </summary>
/// <param name="Scores">Rows x outputs.</param>
/// <param name="Labels">Labels in the form of trainers.</param>
/// <param name="Truth">Labels as they are in the data.</param>
/// <param name="Features">The rows, if one set was held out; null if it was part by fold.</param>
/// <param name="Fitted">Parameters to fit again on all of these rows.</param>
/// <param name="Notes">Notes of the trainer.</param>
internal sealed record HeldOutScores(
    double[] Scores,
    double[] Labels,
    double[] Truth,
    FeatureMatrix? Features,
    TrainerParameters Fitted,
    IReadOnlyList<Note> Notes
)
{
    /// <summary>Trains and scores.</summary>
    /// <exception cref="ProblemException">The rows cannot be learned from.</exception>
    public static HeldOutScores Make(
        ITrainer trainer,
        Trial trial,
        TrainerParameters parameters,
        IReadOnlyList<EncodedFold> folds,
        TrainingContext context
    )
    {
        var (scores, outcomes) = (new List<double>(), new List<TrainingOutcome>());
        foreach (var fold in folds)
        {
            var outcome = trainer.Train(
                TrainingSubsample.Take(fold.Training, trial.Fidelity, trial.Seed),
                fold.Validation,
                parameters,
                context
            );
            var own = new double[fold.Validation.Features.RowCount * outcome.Model.OutputCount];
            outcome.Model.ScoreAll(fold.Validation.Features, own, context.Threads);
            scores.AddRange(own);
            outcomes.Add(outcome);
        }

        return new(
            [.. scores],
            [.. folds.SelectMany(fold => fold.Validation.Labels)],
            [.. folds.SelectMany(fold => fold.Truth)],
            folds is [var only] ? only.Validation.Features : null,
            Typical([.. outcomes.Select(outcome => outcome.Fitted)]),
            outcomes[0].Notes
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
