using System.Threading.Channels;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Hosting;

/// <summary>An engine that only remembers what was started.</summary>
internal sealed class FakeFlowClient : IFlowClient
{
    private readonly HashSet<string> _ids = [];
    private readonly Channel<object> _next = Channel.CreateUnbounded<object>();

    /// <summary>What was started, in order, each id once.</summary>
    public List<object> Started { get; } = [];

    /// <summary>What starting throws, where set.</summary>
    public Exception? Fault { get; set; }

    public IEnumerable<string> Files => Started.OfType<IngestCommand>().Select(command => command.File);

    /// <summary>Waits for the next start.</summary>
    public ValueTask<object> NextAsync() => _next.Reader.ReadAsync();

    public Task<bool> StartAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId, CancellationToken cancellation = default)
    {
        if (Fault is { } fault)
        {
            return Task.FromException<bool>(fault);
        }

        var isNew = _ids.Add(instanceId);
        if (isNew)
        {
            Started.Add(input!);
            _next.Writer.TryWrite(input!);
        }

        return Task.FromResult(isNew);
    }

    public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
        Task.FromResult<FlowInstance?>(null);

    public Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default) =>
        Task.FromResult(false);
}
