namespace MLOpsFunctions.Local.Engine;

/// <summary>How a durable engine runs; each default with its reason.</summary>
public sealed record EngineOptions
{
    /// <summary>The database file; created where it does not exist.</summary>
    public required string Database { get; init; }

    /// <summary>Activities that run at once. Activities compute, so more than there are cores only costs memory.</summary>
    public int Concurrency { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>How often to look for what other processes on the same database did. Nothing within this process waits for it.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long to wait before an instance whose step could not be committed is loaded anew: a full disk seldom empties
    /// at once.
    /// </summary>
    public TimeSpan ReloadAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long to wait before a step is tried again for which the disk had no room: nobody makes room faster, and the
    /// log is not flooded.
    /// </summary>
    public TimeSpan RetryUnwritableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told "before" and "after" each commit; fault injection hangs on it.</summary>
    internal Action<string>? OnCommit { get; init; }
}
