using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares the recipes of candidate, champion and baseline on all held-out stretches of a short series.</summary>
/// <param name="services">The stores and trainers.</param>
/// <param name="data">The rows, of a forecast.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class OriginsJudgement(PipelineServices services, PreparedData data, CancellationToken cancellation)
{
    private readonly OriginAnswers _origins = new(data, services.Trainers, services.Settings.Threads, cancellation);

    /// <summary>The comparisons.</summary>
    /// <param name="winner">The trial that won.</param>
    /// <param name="candidate">What the candidate answers on the test rows.</param>
    /// <param name="baseline">What the baseline answers there.</param>
    /// <param name="champion">The version that serves, with its answers there; null: none, or it cannot be compared.</param>
    public Judgement Of(Trial winner, Predictions candidate, Predictions baseline, (ModelVersion Version, Predictions Answers)? champion)
    {
        var (labels, seed, threads) = (_origins.Labels, data.Definition.Training.Seed, services.Settings.Threads);
        var answers = _origins.Of(winner.Trainer, winner.Fitted ?? winner.Parameters, candidate);
        return new(
            Evaluator.Evaluate(answers, labels, _origins.Rows, data.Schema, data.Metric, seed, threads),
            champion is { } serving && ChampionAnswers(serving.Version, serving.Answers) is { } other
                ? Evaluator.Compare(answers, other, labels, seed, threads)
                : null,
            Evaluator.Compare(answers, _origins.Of(BuiltInTrainers.Baseline, new(), baseline), labels, seed, threads)
        );
    }

    /// <summary>What the champion's recipe answers; null where this host has no such trainer, or the rows are none for it.</summary>
    private Predictions? ChampionAnswers(ModelVersion version, Predictions test)
    {
        try
        {
            return _origins.Of(version.Trainer, version.Parameters, test);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
