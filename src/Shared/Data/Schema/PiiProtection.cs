using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Protects private columns before anything is stored: hashed (HMAC-SHA-256, RFC 2104), masked or left out.</summary>
internal static class PiiProtection
{
    private const string Masked = "***";

    /// <exception cref="ProblemException">A column is to be hashed and there is no key.</exception>
    public static (DataFrame Frame, IReadOnlyList<ColumnSchema> Schema) Protect(
        DataFrame frame,
        ModelDefinition definition,
        IReadOnlyDictionary<string, ColumnFormat> formats,
        byte[] key
    )
    {
        var kept = frame
            .Columns.Where(column => definition.Columns[column.Name].Protection() != PiiHandling.Drop)
            .Select(column => definition.Columns[column.Name].Protection() is { } handling ? Protect(column, handling, key) : column)
            .ToArray();
        return (
            new(kept, frame.RowCount),
            [.. kept.Select(column => Describe(column, definition.Columns[column.Name], formats.GetValueOrDefault(column.Name)))]
        );
    }

    private static ColumnSchema Describe(DataColumn column, ColumnDefinition definition, ColumnFormat? format) =>
        new(
            column.Name,
            column.Type,
            definition.Role!.Value,
            definition.Text,
            definition.Protection() switch
            {
                null => format,
                // Words that any column may have reveal nothing about a cell. The number of digits would.
                PiiHandling.Hash => new() { Boolean = format?.Boolean, Missing = format?.Missing },
                _ => null,
            },
            definition.Protection()
        );

    /// <summary>The column with every cell hashed or masked.</summary>
    /// <exception cref="ProblemException">It is to be hashed and there is no key.</exception>
    public static TextColumn Protect(DataColumn cells, PiiHandling handling, byte[] key)
    {
        if (handling == PiiHandling.Hash && key.Length == 0)
        {
            throw new ProblemException(
                new(
                    "No privacy key is set",
                    $"column '{cells.Name}' is declared with pii hash",
                    "a key for the hashes",
                    Try: "set the privacy key, or declare the column 'mask' or 'drop'"
                )
            );
        }

        var column = cells as TextColumn ?? Written(cells);
        var (codes, levels, seen) = (
            new int[column.Levels.Length],
            new List<string>(),
            new Dictionary<string, int>(StringComparer.Ordinal)
        );
        for (var code = 0; code < codes.Length; code++)
        {
            var text = handling == PiiHandling.Hash ? Hash(key, column.Levels[code]) : Masked;
            if (seen.TryAdd(text, levels.Count))
            {
                levels.Add(text);
            }

            codes[code] = seen[text];
        }

        return new(column.Name, Array.ConvertAll(column.Codes, code => code < 0 ? -1 : codes[code]), [.. levels]);
    }

    /// <summary>Whether a column has been masked: nothing is to be learned from it.</summary>
    public static bool IsMasked(DataColumn column) => column is TextColumn { Levels: [Masked] };

    /// <summary>
    /// Sixteen hexadecimal digits: equal cells stay equal. Without the key, values cannot be guessed and checked.
    /// </summary>
    public static string Hash(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))[..16];

    private static TextColumn Written(DataColumn column)
    {
        var texts = new ColumnBuilder(new(column.Name, ColumnType.Text, ColumnRole.Feature));
        for (var row = 0; row < column.Length; row++)
        {
            texts.Add(CellWriter.Write(column, row));
        }

        return (TextColumn)texts.Build();
    }
}
