using System.Text;

namespace MLOpsFunctions.Storage;

/// <summary>The rules for table names, keys and transactions, the same on every adapter.</summary>
public static class TableNames
{
    /// <summary>Longest key, in UTF-16 units: it fits Azure's 1 KiB even if every unit is escaped by two.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>Throws if a text is not well-formed UTF-16, so that every adapter can store what one of them can.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Accepts an allowed address; refuses all others.</summary>
    /// <exception cref="ProblemException">A key is not allowed.</exception>
    /// <exception cref="ArgumentException">The table's name is not allowed.</exception>
    public static void Check(string table, string partition, string? row = null)
    {
        // Azure does not distinguish names by case, and reserves this one.
        if (
            table is not { Length: >= 3 and <= 63 } or "tables"
            || !char.IsAsciiLetterLower(table[0])
            || !table.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
        )
        {
            throw new ArgumentException(
                $"Table name '{BlobNames.Printable(table)}' is not 3 to 63 lower-case letters and digits, "
                    + "starting with a letter, other than 'tables'."
            );
        }

        CheckKey(partition);
        if (row is not null)
        {
            CheckKey(row);
        }
    }

    /// <summary>Accepts an allowed transaction; refuses all others.</summary>
    /// <exception cref="ProblemException">A key is not allowed or a value is too large.</exception>
    /// <exception cref="ArgumentException">The table's name is not allowed, there are no writes, too many or too large
    /// ones together, two on one row, or conditions that exclude each other.</exception>
    public static void Check(string table, string partition, IReadOnlyList<TableWrite> writes)
    {
        Check(table, partition);
        if (writes.Count is 0 or > TableLimits.MaxOperations)
        {
            throw new ArgumentException($"A transaction has 1 to {TableLimits.MaxOperations} writes; found {writes.Count}.");
        }

        var total = 0L;
        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var write in writes)
        {
            CheckKey(write.Row);
            total += CheckedBytes(write);
            if (!rows.Add(write.Row))
            {
                throw new ArgumentException($"Row '{BlobNames.Printable(write.Row)}' is written twice in one transaction.");
            }

            if (write.IfAbsent && (write.IfMatch is not null || write.Value is null))
            {
                throw new ArgumentException($"Row '{BlobNames.Printable(write.Row)}' must both exist and not exist.");
            }
        }

        if (total > TableLimits.MaxTransactionBytes)
        {
            throw new ArgumentException(
                $"A transaction's values have at most {TableLimits.MaxTransactionBytes:N0} bytes together; found {total:N0}."
            );
        }
    }

    private static void CheckKey(string key)
    {
        if (key is not { Length: >= 1 and <= MaxKeyLength } || key.Any(char.IsControl) || Bytes(key) is null)
        {
            throw new ProblemException(
                new(
                    "This key is not allowed",
                    $"'{BlobNames.Printable(key)}'",
                    $"1 to {MaxKeyLength} characters without control characters or halves of surrogate pairs",
                    Try: "use a shorter, plainer name or id"
                )
            );
        }
    }

    private static int CheckedBytes(TableWrite write) =>
        Bytes(write.Value ?? "") switch
        {
            { } size and <= TableLimits.MaxValueBytes => size,
            var size => throw new ProblemException(
                new(
                    "This document cannot be stored in a table",
                    size is null ? "half of a surrogate pair" : $"{size:N0} bytes",
                    $"at most {TableLimits.MaxValueBytes:N0} bytes of valid text; larger things are blobs",
                    $"row '{BlobNames.Printable(write.Row)}'"
                )
            ),
        };

    /// <summary>Bytes in UTF-8; null where the text is not well-formed.</summary>
    private static int? Bytes(string text)
    {
        try
        {
            return Utf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
