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
        _host = await DurableTaskTestHost.StartAsync(registry =>
        {
            foreach (var flow in flows)
            {
                registry.AddOrchestratorFunc<string, string>(flow.Name, (context, _) => FlowRunner.RunAsync(flows, context));
            }

            foreach (var activity in activities)
            {
                registry.AddActivityFunc<string, string>(
                    activity.Name, (_, input) => ActivityAnswer.OfAsync(() => activity.RunJsonAsync(input, CancellationToken.None)));
            }

            registry.AddActivityFunc<string, string>(HostActivities.FindFlow, (_, id) => ActivityAnswer.OfAsync(async () => Json.Write(await Client.FindAsync(id))));
        });
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
