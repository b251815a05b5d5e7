using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Deployment;

/// <summary>The result of a command: events, or a refusal and no events.</summary>
/// <param name="Events">What happens, in order.</param>
/// <param name="Refusal">Why nothing happens.</param>
public sealed record Decision(IReadOnlyList<DeploymentEvent> Events, Refusal? Refusal)
{
    internal static Decision Of(params IReadOnlyList<DeploymentEvent> happened) => new(happened, null);

    internal static Decision No(RefusalReason reason, Note finding) => new([], new(reason, finding));
}
