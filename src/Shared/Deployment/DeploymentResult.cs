using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>What became of a command.</summary>
/// <param name="State">The state now.</param>
/// <param name="Entry">The ledger's entry of the change; null where nothing was recorded.</param>
/// <param name="Refusal">Why nothing changed; null where something did, now or when the same operation was first asked for.</param>
public sealed record DeploymentResult(DeploymentState State, LedgerEntry? Entry, Refusal? Refusal);
