using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Protects private columns before anything is stored: hashed (HMAC-SHA-256, RFC 2104), masked or left out.</summary>
internal static class Privacy
{
    public static (DataFrame Frame, IReadOnlyList<ColumnSchema> Schema) Protect(DataFrame frame, ModelDefinition definition, byte[] key)
    {
        var columns = new List<DataColumn>();
        foreach (var column in frame.Columns)
        {
            if (definition.Columns[column.Name].Pii is not { } handling)
            {
                columns.Add(column);
            }
            else if (handling != PiiHandling.Drop)
            {
                columns.Add(Protect(column, handling, key));
            }
        }

        return (new(columns, frame.RowCount), [.. columns.Select(column => new ColumnSchema(column.Name, column.Type, definition.Columns[column.Name].Role!.Value))]);
    }

    /// <summary>The column with every cell hashed or masked.</summary>
    public static TextColumn Protect(DataColumn column, PiiHandling handling, byte[] key) => handling == PiiHandling.Hash
        ? Replace(column, text => Hash(key, text))
        : Replace(column, _ => "***");

    /// <summary>Sixteen hexadecimal digits: equal cells stay equal, and without the key nobody can try values out.</summary>
    public static string Hash(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))[..16];

    private static TextColumn Replace(DataColumn column, Func<string, string> replace)
    {
        var (codes, levels, seen) = (new int[column.Length], new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var row = 0; row < codes.Length; row++)
        {
            if (Cells.Write(column, row) is not { } text)
            {
                codes[row] = -1;
                continue;
            }

            var replaced = replace(text);
            if (!seen.TryGetValue(replaced, out codes[row]))
            {
                codes[row] = levels.Count;
                seen.Add(replaced, levels.Count);
                levels.Add(replaced);
            }
        }

        return new(column.Name, codes, [.. levels]);
    }
}
