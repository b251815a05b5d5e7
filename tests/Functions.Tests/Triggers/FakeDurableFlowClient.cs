using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests.Triggers;

/// <summary>An engine that only remembers what was started.</summary>
internal sealed class FakeDurableFlowClient : IFlowClient
{
    public Dictionary<string, object> Started { get; } = [];

    /// <summary>What the engine does instead of starting, where set.</summary>
    public Exception? Fault { get; set; }

    public Task<bool> StartAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId, CancellationToken cancellation = default) =>
        Fault is null ? Task.FromResult(Started.TryAdd(instanceId, input!)) : Task.FromException<bool>(Fault);

    public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
        Task.FromResult<FlowInstance?>(null);

    public Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default) =>
        Task.FromResult(false);
}

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class FixedTimeProvider : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
