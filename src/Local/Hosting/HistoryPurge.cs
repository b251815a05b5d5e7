using Microsoft.Extensions.Logging;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Removes the engine's histories of what ended long ago, and records how many. Runs, versions and the ledger are in the product's own
/// tables and stay.
/// </summary>
/// <param name="purges">Where purges are recorded.</param>
/// <param name="retention">How long a history is kept after its flow has ended.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where purges are logged.</param>
internal sealed class HistoryPurge(DurableEngine engine, PurgeLog purges, TimeSpan retention, TimeProvider time, ILogger log)
{
    /// <summary>Days that a history is kept, as on Azure: a quarter.</summary>
    public const int DefaultDays = 90;

    /// <summary>Purges once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var removed = await engine.PurgeAsync(retention);
        if (removed > 0)
        {
            await purges.RecordAsync(new(now, now - retention, removed), cancellation);
            log.LogInformation("Removed {Count} histories of flows that ended before {Time:u}", removed, now - retention);
        }
    }
}
