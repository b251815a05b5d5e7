namespace MLOpsFunctions.Pipelines;

/// <summary>What callers outside a flow may do with instances: the same on both hosts.</summary>
public interface IFlowClient
{
    /// <summary>Starts a flow under this id. False, and nothing happens, where an instance of the id exists, running or ended.</summary>
    Task<bool> StartAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId, CancellationToken cancellation = default);

    /// <summary>An instance, or null where there is none.</summary>
    Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>
    /// Sends a signal. False where the instance does not exist or has ended; otherwise it is delivered once, even if
    /// nobody waits for it yet.
    /// </summary>
    Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default);
}

/// <summary>The state of an instance.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Progress">What it reported last.</param>
/// <param name="Output">Its result as JSON, once completed.</param>
/// <param name="Error">Why it failed, once failed.</param>
/// <param name="Problem">The problem that the caller can solve, where that is why it failed.</param>
public sealed record FlowInstance(
    string Id,
    string Flow,
    FlowState State,
    DateTimeOffset Created,
    FlowProgress? Progress = null,
    string? Output = null,
    string? Error = null,
    Problem? Problem = null
);

/// <summary>Where an instance stands.</summary>
public enum FlowState
{
    /// <summary>Started; not at its end.</summary>
    Running,

    /// <summary>Ended with a result.</summary>
    Completed,

    /// <summary>Ended with an error.</summary>
    Failed,
}
