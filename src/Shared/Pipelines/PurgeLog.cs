using System.Globalization;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>What was removed because it was older than it is kept.</summary>
/// <param name="tables">Where the records are kept.</param>
public sealed class PurgeLog(ITableStore tables)
{
    private const string Partition = "purges";

    /// <summary>Records a purge. Two purges at the same time leave one record.</summary>
    public Task RecordAsync(PurgeRecord purge, CancellationToken cancellation = default)
    {
        var row = purge.At.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
        return tables.WriteAsync(StorageNames.TimersTable, Partition, [TableWrite.Upsert(row, Json.Write(purge))], cancellation);
    }

    /// <summary>The purges, oldest first.</summary>
    public async IAsyncEnumerable<PurgeRecord> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var row in tables.QueryAsync(StorageNames.TimersTable, Partition, cancellation: cancellation))
        {
            yield return row.Read<PurgeRecord>();
        }
    }
}

/// <summary>One purge.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EndedBefore">What ended earlier was removed.</param>
/// <param name="Histories">Histories of flows that were removed.</param>
public sealed record PurgeRecord(DateTimeOffset At, DateTimeOffset EndedBefore, int Histories);
