using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>Who asks for a change, why, and under which name the operation is remembered.</summary>
/// <param name="Key">The operation's name, unique within the model: the same one asked for twice happens once.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record DeploymentRequest(string Key, string By, string Reason)
{
    /// <summary>What decided, where it was no person; null otherwise.</summary>
    public RolloutCause? Cause { get; init; }

    /// <summary>The numbers of the guardrail that failed; null where none did.</summary>
    public GuardrailFinding? Guardrail { get; init; }
}
