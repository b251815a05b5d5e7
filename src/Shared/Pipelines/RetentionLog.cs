using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>Records what was removed of each model.</summary>
/// <param name="tables">Where the records are kept.</param>
public sealed class RetentionLog(ITableStore tables)
{
    /// <summary>Keeps a record; keeping it again replaces it.</summary>
    public Task SaveAsync(RetentionRecord record, CancellationToken cancellation = default) =>
        tables.WriteAsync(
            StorageNames.TimersTable,
            Partition(record.Model),
            [TableWrite.Upsert(Key(record), Json.Write(record))],
            cancellation
        );

    /// <summary>The records of a model, newest first.</summary>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The key of the one behind which the list begins; null: with the newest.</param>
    public async IAsyncEnumerable<RetentionRecord> ListAsync(
        string model,
        [EnumeratorCancellation] CancellationToken cancellation = default,
        string? after = null
    )
    {
        await foreach (var row in tables.QueryAsync(StorageNames.TimersTable, Partition(model), after, cancellation: cancellation))
        {
            if (row.Row != after)
            {
                yield return row.Read<RetentionRecord>();
            }
        }
    }

    /// <summary>What names a record in the list; it ascends as time descends.</summary>
    public static string Key(RetentionRecord record) =>
        $"{(DateTimeOffset.MaxValue.Ticks - record.At.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}/{record.Kind}";

    private static string Partition(string model) => $"retention/{model}";
}
