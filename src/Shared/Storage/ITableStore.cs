using System.Text.Json;

namespace MLOpsFunctions.Storage;

/// <summary>
/// Small documents by table, partition and row key, with the optimistic concurrency of Azure Table Storage. Every
/// adapter runs the same contract suite.
/// </summary>
/// <remarks>
/// Tables are 3 to 63 lower-case letters and digits, starting with a letter. Keys are any text of 1 to 256 characters
/// without control characters; an adapter escapes what its service cannot hold, keeping ordinal order. A value is at
/// most <see cref="TableLimits.MaxValueBytes"/> of UTF-8; larger things are blobs. What is not allowed is refused
/// before it reaches a database or a URL (<c>TableNames</c>). Tables come into being with their first row.
/// </remarks>
public interface ITableStore
{
    /// <summary>A row, or null where there is none.</summary>
    Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default);

    /// <summary>
    /// Applies all operations to one partition, or none: returns the new ETags in order (null for a deletion), or null
    /// where any condition does not hold. At most <see cref="TableLimits.MaxOperations"/> operations, each on another
    /// row.
    /// </summary>
    Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// The rows of a partition with <paramref name="from"/> &lt;= key &lt; <paramref name="to"/> (null: no bound), in
    /// ordinal order of their keys.
    /// </summary>
    IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        CancellationToken cancellation = default
    );
}

/// <summary>One stored document.</summary>
/// <param name="Row">The row key.</param>
/// <param name="Value">The document; JSON by convention.</param>
/// <param name="ETag">Changes with every write; opaque.</param>
public sealed record TableRow(string Row, string Value, string ETag)
{
    /// <summary>The document, parsed.</summary>
    /// <exception cref="InvalidDataException">The value is not such a document: it was damaged after it was written.</exception>
    public T Read<T>()
    {
        try
        {
            return Json.Read<T>(Value);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException(
                $"The row '{BlobNames.Printable(Row)}' of the tables is no {typeof(T).Name} any more: {damage.Message}",
                damage
            );
        }
    }
}

/// <summary>One write within a transaction. Create it by a factory method, which names its condition.</summary>
public sealed record TableWrite
{
    /// <summary>The row key.</summary>
    public required string Row { get; init; }

    /// <summary>The document, or null to delete the row.</summary>
    public string? Value { get; init; }

    /// <summary>The ETag that must be current, or null where <see cref="IfAbsent"/> or no condition applies.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The row must not exist.</summary>
    public bool IfAbsent { get; init; }

    /// <summary>Adds a row that must not exist.</summary>
    public static TableWrite Insert(string row, string value) =>
        new()
        {
            Row = row,
            Value = value,
            IfAbsent = true,
        };

    /// <summary>Replaces the version with this ETag.</summary>
    public static TableWrite Replace(string row, string value, string etag) =>
        new()
        {
            Row = row,
            Value = value,
            IfMatch = etag,
        };

    /// <summary>Adds or replaces, whatever is there.</summary>
    public static TableWrite Upsert(string row, string value) => new() { Row = row, Value = value };

    /// <summary>Deletes the version with this ETag.</summary>
    public static TableWrite Delete(string row, string etag) => new() { Row = row, IfMatch = etag };
}

/// <summary>Limits that hold on every adapter, so that what works on one machine works in the cloud.</summary>
public static class TableLimits
{
    /// <summary>A value's greatest size in bytes of UTF-8: fifteen binary properties of 60 KiB fit an Azure entity of 1 MiB.</summary>
    public const int MaxValueBytes = 900 * 1024;

    /// <summary>
    /// All values of one transaction together, in bytes of UTF-8: in base64 and with their envelopes they fit Azure's
    /// request of 4 MiB.
    /// </summary>
    public const int MaxTransactionBytes = 5 * 512 * 1024;

    /// <summary>Operations in one transaction (Azure Table Storage's bound).</summary>
    public const int MaxOperations = 100;
}
