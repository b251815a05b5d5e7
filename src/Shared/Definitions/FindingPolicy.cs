namespace MLOpsFunctions.Definitions;

/// <summary>What becomes of a file in which something is found.</summary>
public enum FindingPolicy
{
    /// <summary>It is recorded and nothing else.</summary>
    Accept,

    /// <summary>The run says so.</summary>
    Warn,

    /// <summary>The rows at fault are set aside, and the run says so.</summary>
    Quarantine,

    /// <summary>The file is refused: nothing is learned from it.</summary>
    Refuse,
}
