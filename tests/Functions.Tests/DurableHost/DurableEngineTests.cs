using Microsoft.DurableTask.Testing;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests.DurableHost;

/// <summary>The contract of engines, held against Durable Task itself: real histories, real replay, in this process.</summary>
public sealed class DurableEngineTests : FlowEngineContract
{
    private DurableTaskTestHost? _host;

    protected override async Task<IFlowClient> StartEngineAsync(IReadOnlyList<Flow> flows, IReadOnlyList<ActivityBinding> activities)
    {
        _host = await FlowHost.StartAsync(flows, activities);
        return new DurableFlowClient(_host.Client);
    }

    protected override async Task<FlowInstance> EndOfAsync(string instance)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _host!.Client.WaitForInstanceCompletionAsync(instance, getInputsAndOutputs: false, patience.Token);
        return (await Client.FindAsync(instance))!;
    }

    public override async Task DisposeAsync() => await _host!.DisposeAsync();
}
