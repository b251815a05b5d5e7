using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Engine;

/// <summary>The engine's contract on SQLite.</summary>
public sealed class DurableEngineContractTests : FlowEngineContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private DurableEngine _engine = null!;

    protected override async Task<IFlowClient> StartEngineAsync(IReadOnlyList<Flow> flows, IReadOnlyList<ActivityBinding> activities)
    {
        _engine = new(
            new() { Database = _folder["engine.db"] },
            flows,
            activities,
            "test",
            TimeProvider.System,
            NullLogger<DurableEngine>.Instance
        );
        await _engine.StartAsync();
        return _engine;
    }

    protected override Task<FlowInstance> EndOfAsync(string instance) => _engine.WaitAsync(instance);

    public override Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();
}
