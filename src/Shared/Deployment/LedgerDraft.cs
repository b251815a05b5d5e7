using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>What the ledger will say of a change, before it is known what happens.</summary>
/// <param name="Version">The version that the change is about.</param>
/// <param name="Request">Who asks, and why.</param>
/// <param name="Person">A person's decision against the gates; null: there is none.</param>
internal sealed record LedgerDraft(ModelVersion Version, DeploymentRequest Request, Override? Person)
{
    /// <summary>The entry, not yet chained to the ones before it.</summary>
    public LedgerEntry Of(DeploymentState before, IReadOnlyList<DeploymentEvent> happened) =>
        new()
        {
            Sequence = 0,
            Model = Version.Model,
            Action = LedgerActions.Of(happened),
            From = before.LiveVersion,
            To = Version.Number,
            At = default,
            By = Person?.By ?? Request.By,
            Reason = Person?.Reason ?? Request.Reason,
            Override = Person is not null,
            Stage = LedgerActions.StageOf(before, happened),
            Cause = Request.Cause,
            Guardrail = Request.Guardrail,
            Verdict = Version.VerdictDigest,
            Key = Request.Key,
            PreviousHash = LedgerEntry.Genesis,
        };
}
