namespace MLOpsFunctions.Definitions;

/// <summary>How a blessed version takes over the traffic.</summary>
public sealed record RolloutDefinition
{
    /// <summary>A person must approve before the swap.</summary>
    public bool Approval { get; init; }

    /// <summary>How long to wait for that person before the run is held back.</summary>
    public Duration ApprovalTimeout { get; init; } = DefinitionDefaults.ApprovalTimeout;
}
