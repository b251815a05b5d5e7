using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>What was asked under which idempotency key.</summary>
/// <param name="tables">Where it is kept.</param>
public sealed class RequestLog(ITableStore tables)
{
    private const string Partition = "requests";

    /// <summary>Notes a request. False where the key has come with another request before.</summary>
    /// <param name="scope">What is asked for, and of which model: a key means something within it.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="request">The whole request as text.</param>
    /// <param name="cancellation">Stops before the note.</param>
    public async Task<bool> NoteAsync(string scope, string key, string request, CancellationToken cancellation = default)
    {
        var (row, digest) = (Digest($"{scope}\n{key}"), Digest(request));
        return await tables.WriteAsync(StorageNames.RunsTable, Partition, [TableWrite.Insert(row, digest)], cancellation) is not null
            || (await tables.FindAsync(StorageNames.RunsTable, Partition, row, cancellation))?.Value == digest;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
