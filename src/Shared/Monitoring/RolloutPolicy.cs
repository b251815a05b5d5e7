using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Monitoring;

/// <summary>What shall become of a stage.</summary>
public enum StageVerdict
{
    /// <summary>It goes on.</summary>
    Wait,

    /// <summary>It ends well.</summary>
    Advance,

    /// <summary>It ends, and with it the rollout.</summary>
    Fail,
}

/// <summary>A decision about a stage, with its reason.</summary>
/// <param name="Verdict">What shall happen.</param>
/// <param name="Cause">Why; null while nothing happens.</param>
/// <param name="Guardrail">The guardrail that failed; null where none did.</param>
/// <param name="Finding">The reason, for a person.</param>
public sealed record StageDecision(StageVerdict Verdict, RolloutCause? Cause, GuardrailFinding? Guardrail, Note Finding);

/// <summary>
/// When a stage of a rollout ends, and how: a pure function of the stage, of what is known of its two versions, and of the
/// time.
/// </summary>
public static class RolloutPolicy
{
    /// <summary>Decides about a stage.</summary>
    public static StageDecision Decide(Rollout rollout, RolloutEvidence evidence, DateTimeOffset now)
    {
        var stage = NameOf(rollout);
        var outcomes = Guardrails.Judge(rollout.Terms.Plan.Guardrails, evidence);
        if (outcomes.FirstOrDefault(outcome => outcome.State == GuardrailState.Fails) is { } failed)
        {
            return new(StageVerdict.Fail, RolloutCause.Guardrail, failed.Finding, Failed(stage, failed.Finding));
        }

        var (least, most, needed) = Bounds(rollout);
        var (age, rows) = (now - rollout.Since, evidence.Candidate.Rows);
        if (age < least)
        {
            return Wait(RolloutNotes.TooEarly(stage, least.TotalHours));
        }

        if (rollout.Stage == RolloutStage.Bake)
        {
            return Advance(RolloutNotes.Baked(rollout.Version, rollout.Terms.BakeHours));
        }

        var open = outcomes
            .Where(outcome => outcome.State == GuardrailState.Undecided)
            .Select(outcome => outcome.Finding.Code.JsonName())
            .ToList();
        return rows >= needed && open.Count == 0 ? Advance(RolloutNotes.Passed(stage, rows, evidence.Baseline.Rows))
            : age >= most && !rollout.Paused
                ? new(StageVerdict.Fail, RolloutCause.NoEvidence, null, RolloutNotes.NoEvidence(stage, rows, needed, open))
            : Wait(RolloutNotes.TooFew(stage, rows, needed, open));
    }

    private static StageDecision Advance(Note finding) => new(StageVerdict.Advance, RolloutCause.Evidence, null, finding);

    private static StageDecision Wait(Note finding) => new(StageVerdict.Wait, null, null, finding);

    private static Note Failed(StageName stage, GuardrailFinding finding) =>
        RolloutNotes.Failed(
            stage,
            finding.Code.JsonName(),
            finding.Candidate,
            finding.Baseline,
            finding.Threshold,
            finding.CandidateCount,
            finding.BaselineCount
        );

    private static StageName NameOf(Rollout rollout) =>
        new(rollout.Version, rollout.Baseline, rollout.Stage.JsonName(), rollout.Stage == RolloutStage.Canary ? rollout.Share : null);

    /// <summary>How long a stage takes at least and at most, and how many rows it needs.</summary>
    private static (TimeSpan Least, TimeSpan Most, int Rows) Bounds(Rollout rollout)
    {
        var (plan, terms) = (rollout.Terms.Plan, rollout.Terms);
        return rollout.Stage switch
        {
            RolloutStage.Shadow => (
                TimeSpan.FromHours(plan.Shadow.MinHours),
                TimeSpan.FromHours(plan.Shadow.MaxHours),
                plan.Shadow.MinRows
            ),
            RolloutStage.Canary => (plan.Canary.Hold.Value, TimeSpan.FromHours(plan.Canary.MaxHours), plan.Canary.MinRows),
            _ => (TimeSpan.FromHours(terms.BakeHours), TimeSpan.MaxValue, 0),
        };
    }
}
