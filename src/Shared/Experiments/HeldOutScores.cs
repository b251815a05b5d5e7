using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What a recipe answers on rows that it has not learned: those for validation or, of few rows, each part by what the
/// others taught, one after the other.
/// </summary>
/// <param name="Scores">Rows x outputs.</param>
/// <param name="Labels">Labels as trainers take them.</param>
/// <param name="Truth">Labels as they are.</param>
/// <param name="Features">The rows, where they were held out at once; null where part by part.</param>
/// <param name="Fitted">Parameters to fit again with on all of these rows.</param>
/// <param name="Notes">What the trainer had to say.</param>
internal sealed record HeldOutScores(
    double[] Scores,
    double[] Labels,
    double[] Truth,
    FeatureMatrix? Features,
    TrainerParameters Fitted,
    IReadOnlyList<string> Notes
)
{
    /// <summary>Learns and answers.</summary>
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
    /// Of each parameter the middle one: where some parts stop early and some late, or want more shrinkage and less,
    /// all rows want what lies between.
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
