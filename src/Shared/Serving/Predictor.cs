using MLOpsFunctions.Deployment;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Answers requests, all rows of one by one version, and keeps what was answered. While a rollout is under way it also
/// lets the other version score, counts what both do, and answers with the one that is not on trial where the other one
/// fails.
/// </summary>
/// <param name="log">Keeps predictions.</param>
/// <param name="statistics">Counts what the versions of a rollout do.</param>
/// <param name="scoring">Asks versions that may fail.</param>
/// <param name="shadows">Scores when the caller has been answered.</param>
/// <param name="time">The clock.</param>
public sealed class Predictor(
    PredictionLog log,
    ServingStatistics statistics,
    GuardedScoring scoring,
    ShadowQueue shadows,
    TimeProvider time
)
{
    private long _requests;

    /// <summary>Answers rows.</summary>
    /// <param name="routed">The version that serves or was asked for, with the rollout under way.</param>
    /// <exception cref="ProblemException">They cannot be read or answered, or the answer is no number.</exception>
    public ValueTask<LoggedAnswer> AnswerAsync(RoutedModel routed, RequestRows rows) =>
        routed.Trial is { } trial ? new(AnswerAsync(routed, trial, rows)) : new(Answer(routed, rows, null));

    private async Task<LoggedAnswer> AnswerAsync(RoutedModel routed, RoutedRollout trial, RequestRows rows)
    {
        var rollout = trial.Rollout;
        switch (rollout.Stage)
        {
            case RolloutStage.Canary when rows.Place(routed.Served.Version.Model, rollout.Terms.Plan.Canary.Key) < rollout.Share:
                return await TryAsync(trial.Other, routed, rows, trial);
            case RolloutStage.Canary:
                return Answer(routed, rows, rollout);
            case RolloutStage.Bake when trial.Other is { } before:
                return await TryAsync(routed, before with { Role = ServingRole.Fallback }, rows, trial);
            default:
                return AnswerInShadow(routed, trial, rows);
        }
    }

    /// <summary>The champion's answer; the other version gets the rows too, whether the champion answers or refuses them.</summary>
    private LoggedAnswer AnswerInShadow(RoutedModel routed, RoutedRollout trial, RequestRows rows)
    {
        LoggedAnswer? answer = null;
        try
        {
            return answer = Answer(routed, rows, trial.Rollout);
        }
        finally
        {
            if (trial.Other is { } other)
            {
                Shadow(other, answer, rows, trial.Rollout);
            }
            else if (trial.Rollout.Stage == RolloutStage.Shadow)
            {
                statistics.Unanswered(routed.Served.Version.Model, trial.Rollout.Version, trial.Rollout, 0);
            }
        }
    }

    /// <summary>Lets another version than the one that answered score a share of the requests.</summary>
    private void Shadow(RoutedModel other, LoggedAnswer? answer, RequestRows rows, Rollout rollout)
    {
        if (StableHash.Fraction(StableHash.Mix((ulong)Interlocked.Increment(ref _requests))) < rollout.ShadowShare)
        {
            shadows.Add(new(other, rollout, rows.Keep(), answer?.Ids[0]));
        }
    }

    /// <summary>The answer of the version on trial or, where it fails, refuses or cannot be loaded, of the baseline.</summary>
    private async Task<LoggedAnswer> TryAsync(RoutedModel? routed, RoutedModel baseline, RequestRows rows, RoutedRollout trial)
    {
        var rollout = trial.Rollout;
        if (routed is null)
        {
            statistics.Unanswered(trial.Model, rollout.Version, rollout, 0);
            return Answer(baseline, rows, rollout);
        }

        var score = await scoring.ScoreAsync(routed.Served, rows, GuardedScoring.Patience);
        if (score.Answer is { } scored)
        {
            var answer = Keep(routed, scored, score.Took, rollout);
            Shadow(baseline with { Role = ServingRole.Shadow }, answer, rows, rollout);
            return answer;
        }

        Refuse(routed, rows.Count, score.Refusal!.Value, rollout);
        return Answer(baseline, rows, rollout);
    }

    private LoggedAnswer Answer(RoutedModel routed, RequestRows rows, Rollout? rollout)
    {
        var (started, refusal) = (time.GetTimestamp(), RefusalCode.Unreadable);
        try
        {
            var (frame, gaps) = rows.Read(routed.Served);
            refusal = RefusalCode.Unanswerable;
            var answer = routed.Served.Predict(frame, gaps: gaps);
            if (answer.Predictions.IsFinite)
            {
                return Keep(routed, answer, time.GetElapsedTime(started), rollout);
            }

            refusal = RefusalCode.NotFinite;
            throw NotFinite(routed.Served.Version);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var isCallers = fault is ProblemException { Problem.Status: < 500 };
            Refuse(routed, rows.Count, isCallers || refusal == RefusalCode.NotFinite ? refusal : RefusalCode.Failed, rollout);
            throw;
        }
    }

    private LoggedAnswer Keep(RoutedModel routed, ScoredBatch answer, TimeSpan took, Rollout? rollout)
    {
        if (rollout is not null)
        {
            statistics.Answered(routed.Served.Version, rollout, answer.Predictions, took);
        }

        return new(answer, log.Append(answer, routed.Role, routed.Slot, took));
    }

    private void Refuse(RoutedModel routed, int rows, RefusalCode code, Rollout? rollout)
    {
        var version = routed.Served.Version;
        log.AppendRefused(version, routed.Role, routed.Slot, rows, code);
        if (rollout is not null)
        {
            var isRefusal = code is RefusalCode.Unreadable or RefusalCode.Unanswerable;
            statistics.Unanswered(version.Model, version.Number, rollout, isRefusal ? rows : 0);
        }
    }

    private static ProblemException NotFinite(Registry.ModelVersion version) =>
        new(
            new(
                $"Version {version.Number} gives no finite answer",
                Where: $"model '{version.Model}'",
                Try: "roll back to the version before it",
                Status: 500
            )
        );
}

/// <summary>An answer, with the ids under which its predictions are kept.</summary>
/// <param name="Ids">An id a row, in order.</param>
public sealed record LoggedAnswer(ScoredBatch Answer, IReadOnlyList<string> Ids);
