using Microsoft.DurableTask.Client;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>
/// Removes histories that nobody needs any more. A purged file's run does not start again: its receipt says that it was handled.
/// </summary>
internal static class HistoryPurge
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>Purges what has ended and was created before a time. What is open stays, however old it is.</summary>
    public static Task RunAsync(DurableTaskClient client, DateTimeOffset before, CancellationToken cancellation) =>
        client.PurgeAllInstancesAsync(new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, before, Ended), cancellation);
}
