using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Stores;

/// <summary><see cref="ITableStore"/> over Azure Table Storage: one entity a row, one entity group transaction a write.</summary>
/// <param name="service">The account.</param>
public sealed class AzureTableStore(TableServiceClient service) : ITableStore
{
    /// <summary>The property that holds a row's key where the entity's own cannot.</summary>
    private const string LongRow = "Row";

    /// <inheritdoc/>
    public async Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        TableNames.Check(table, partition, row);
        var found = await service
            .GetTableClient(table)
            .GetEntityIfExistsAsync<TableEntity>(TableKeys.Escape(partition), TableKeys.Escape(row), null, cancellation);
        return found.HasValue ? Row(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition, writes);
        var client = service.GetTableClient(table);
        var actions = writes.Select(write => Action(TableKeys.Escape(partition), write)).ToList();
        try
        {
            return await SubmitAsync(client, writes, actions, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "TableNotFound")
        {
            await client.CreateIfNotExistsAsync(cancellation);
            return await SubmitAsync(client, writes, actions, cancellation);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition);
        var filter =
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Escape(partition)}")
            + (from is null ? "" : " and " + TableClient.CreateQueryFilter($"RowKey ge {TableKeys.LowerBound(from)}"))
            + (to is null || !TableKeys.Fits(to) ? "" : " and " + TableClient.CreateQueryFilter($"RowKey lt {TableKeys.Escape(to)}"));
        await using var rows = service
            .GetTableClient(table)
            .QueryAsync<TableEntity>(filter, null, null, cancellation)
            .GetAsyncEnumerator(cancellation);
        while (await MoveNextAsync(rows))
        {
            var row = Row(rows.Current);
            // The service has seen to bounds that it can hold; longer ones it only knows by their beginning.
            if ((from is null || string.CompareOrdinal(row.Row, from) >= 0) && (to is null || string.CompareOrdinal(row.Row, to) < 0))
            {
                yield return row;
            }
        }
    }

    /// <summary>A table that does not exist holds nothing.</summary>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TableEntity> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Submits the transaction; null where a condition does not hold.</summary>
    private static async Task<IReadOnlyList<string?>?> SubmitAsync(
        TableClient client,
        IReadOnlyList<TableWrite> writes,
        List<TableTransactionAction> actions,
        CancellationToken cancellation
    )
    {
        try
        {
            var responses = (await client.SubmitTransactionAsync(actions, cancellation)).Value;
            return [.. responses.Select((response, i) => writes[i].Value is null ? null : response.Headers.ETag?.ToString("H"))];
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412 && refused.ErrorCode != "TableNotFound")
        {
            return null;
        }
    }

    private static TableTransactionAction Action(string partition, TableWrite write)
    {
        var entity = new TableEntity(partition, TableKeys.Escape(write.Row));
        if (write.Value is null)
        {
            return new(TableTransactionActionType.Delete, entity, write.IfMatch is null ? ETag.All : new ETag(write.IfMatch));
        }

        TableValues.Write(entity, write.Value);
        if (!TableKeys.Fits(write.Row))
        {
            entity[LongRow] = write.Row;
        }

        return write switch
        {
            { IfAbsent: true } => new(TableTransactionActionType.Add, entity),
            { IfMatch: { } etag } => new(TableTransactionActionType.UpdateReplace, entity, new ETag(etag)),
            _ => new(TableTransactionActionType.UpsertReplace, entity),
        };
    }

    private static TableRow Row(TableEntity entity) =>
        new(entity.GetString(LongRow) ?? TableKeys.Unescape(entity.RowKey), TableValues.Read(entity), entity.ETag.ToString("H"));
}
