using MLOpsFunctions.Deployment;
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
/// <param name="Finding">The guardrail that failed; null where none did.</param>
/// <param name="Sentence">The reason, for a person.</param>
public sealed record StageDecision(StageVerdict Verdict, RolloutCause? Cause, GuardrailFinding? Finding, string Sentence);

/// <summary>
/// When a stage of a rollout ends, and how: a pure function of the stage, of what is known of its two versions, and of the
/// time.
/// </summary>
public static class RolloutPolicy
{
    /// <summary>Decides about a stage.</summary>
    public static StageDecision Decide(Rollout rollout, RolloutEvidence evidence, DateTimeOffset now)
    {
        var outcomes = Guardrails.Judge(rollout.Terms.Plan.Guardrails, evidence);
        if (outcomes.FirstOrDefault(outcome => outcome.State == GuardrailState.Fails) is { } failed)
        {
            return new(StageVerdict.Fail, RolloutCause.Guardrail, failed.Finding, RolloutMessages.Failed(rollout, failed.Finding));
        }

        var (least, most, rows) = Bounds(rollout);
        var age = now - rollout.Since;
        if (age < least)
        {
            return Wait(RolloutMessages.TooEarly(rollout, least));
        }

        if (rollout.Stage == RolloutStage.Bake)
        {
            return Advance(RolloutMessages.Baked(rollout));
        }

        var open = outcomes.Where(outcome => outcome.State == GuardrailState.Undecided).Select(outcome => outcome.Finding.Code).ToList();
        return evidence.Candidate.Rows >= rows && open.Count == 0 ? Advance(RolloutMessages.Passed(rollout, evidence))
            : age >= most && !rollout.Paused
                ? new(StageVerdict.Fail, RolloutCause.NoEvidence, null, RolloutMessages.NoEvidence(rollout, evidence, rows, open))
            : Wait(RolloutMessages.TooFew(rollout, evidence, rows, open));
    }

    private static StageDecision Advance(string sentence) => new(StageVerdict.Advance, RolloutCause.Evidence, null, sentence);

    private static StageDecision Wait(string sentence) => new(StageVerdict.Wait, null, null, sentence);

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
