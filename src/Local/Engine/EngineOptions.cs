namespace MLOpsFunctions.Local.Engine;

/// <summary>The options of a durable engine; each default with its reason.</summary>
public sealed record EngineOptions
{
    /// <summary>The database file; created where it does not exist.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// Activities that run at once. Activities compute, so more than the number of cores would only use memory.
    /// </summary>
    public int Concurrency { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>
    /// Time between two checks of what other processes on the same database did. Nothing within this process waits for
    /// it.
    /// </summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Time before an instance whose step could not be committed is loaded again: a full disk is seldom freed at once.
    /// </summary>
    public TimeSpan ReloadAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time before a step is tried again for which the disk was full: nobody frees it faster, and the log stays short.
    /// </summary>
    public TimeSpan RetryUnwritableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Called with "before" and "after" at each commit, for fault injection.</summary>
    internal Action<string>? OnCommit { get; init; }
}
