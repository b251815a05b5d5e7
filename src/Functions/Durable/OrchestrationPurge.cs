using Microsoft.DurableTask.Client;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>
/// Removes histories that nobody needs any more. A purged file's run does not start again: its receipt says that it was handled.
/// </summary>
internal static class OrchestrationPurge
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>Purges what has ended and was created before a time, and records how many. What is open stays, however old it is.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="purges">Where the purge is recorded, if it removed anything.</param>
    /// <param name="now">When it happens.</param>
    /// <param name="before">What was created earlier is removed.</param>
    /// <param name="cancellation">Stops the purge.</param>
    public static async Task RunAsync(
        DurableTaskClient client,
        PurgeLog purges,
        DateTimeOffset now,
        DateTimeOffset before,
        CancellationToken cancellation
    )
    {
        var filter = new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, before, Ended);
        var purged = await client.PurgeAllInstancesAsync(filter, cancellation);
        if (purged.PurgedInstanceCount > 0)
        {
            await purges.RecordAsync(new(now, before, purged.PurgedInstanceCount), cancellation);
        }
    }
}
