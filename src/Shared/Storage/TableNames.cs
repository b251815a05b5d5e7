using System.Text;

namespace MLOpsFunctions.Storage;

/// <summary>Which table names, keys and transactions are allowed, on every adapter alike.</summary>
public static class TableNames
{
    /// <summary>Longest key, in characters.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>Passes an allowed address on; refuses all others.</summary>
    /// <exception cref="ArgumentException">The table's name or a key is not allowed.</exception>
    public static void Check(string table, string partition, string? row = null)
    {
        if (table is not { Length: >= 3 and <= 63 } || !char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"Table name '{BlobNames.Printable(table)}' is not 3 to 63 letters and digits, starting with a letter.");
        }

        CheckKey(partition);
        if (row is not null)
        {
            CheckKey(row);
        }
    }

    /// <summary>Passes an allowed transaction on; refuses all others.</summary>
    /// <exception cref="ArgumentException">There are no writes or too many, two on one row, or a value is too large.</exception>
    public static void Check(string table, string partition, IReadOnlyList<TableWrite> writes)
    {
        Check(table, partition);
        if (writes.Count is 0 or > TableLimits.MaxOperations)
        {
            throw new ArgumentException($"A transaction has 1 to {TableLimits.MaxOperations} writes; found {writes.Count}.");
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var write in writes)
        {
            CheckKey(write.Row);
            if (!rows.Add(write.Row))
            {
                throw new ArgumentException($"Row '{BlobNames.Printable(write.Row)}' is written twice in one transaction.");
            }

            if (write.Value is { } value && Encoding.UTF8.GetByteCount(value) is var size and > TableLimits.MaxValueBytes)
            {
                throw new ArgumentException(
                    $"The value of row '{BlobNames.Printable(write.Row)}' has {size:N0} bytes; at most {TableLimits.MaxValueBytes:N0} fit. Larger things are blobs.");
            }
        }
    }

    private static void CheckKey(string key)
    {
        if (key is not { Length: >= 1 and <= MaxKeyLength } || key.Any(char.IsControl))
        {
            throw new ArgumentException($"Key '{BlobNames.Printable(key)}' is not 1 to {MaxKeyLength} characters without control characters.");
        }
    }
}
