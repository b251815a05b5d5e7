using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests.DurableHost;

/// <summary>Durable Task in this process, with flows and activities as the app registers them.</summary>
internal static class FlowHost
{
    /// <summary>
    /// The host draws a port from 30000 to 40000 without looking whether something else listens there: then another is
    /// drawn.
    /// </summary>
    private const int Draws = 10;

    public static async Task<DurableTaskTestHost> StartAsync(IReadOnlyList<Flow> flows, IReadOnlyList<ActivityBinding> activities)
    {
        DurableTaskTestHost? host = null;
        for (var draw = 1; ; draw++)
        {
            try
            {
                return host = await DurableTaskTestHost.StartAsync(Register);
            }
            catch (IOException) when (draw < Draws) { }
        }

        void Register(DurableTaskRegistry registry)
        {
            foreach (var flow in flows)
            {
                registry.AddOrchestratorFunc<string, string>(flow.Name, (context, _) => FlowRunner.RunAsync(flows, context));
            }

            foreach (var activity in activities)
            {
                registry.AddActivityFunc<string, string>(
                    activity.Name,
                    (_, input) => ActivityResult.OfAsync(() => activity.RunJsonAsync(input, CancellationToken.None))
                );
            }

            registry.AddActivityFunc<string, string>(
                HostActivities.FindFlow,
                (_, id) => ActivityResult.OfAsync(async () => Json.Write(await new DurableFlowClient(host!.Client).FindAsync(id)))
            );
        }
    }
}
