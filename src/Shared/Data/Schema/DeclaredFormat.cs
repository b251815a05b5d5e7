using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>What a definition's <c>format</c> says of how a column is written.</summary>
internal static class DeclaredFormat
{
    /// <summary>The format of a column of this type; null if the text is no such format.</summary>
    public static ColumnFormat? Read(string format, ColumnType type) =>
        type switch
        {
            ColumnType.Time => new() { Pattern = format },
            ColumnType.Number when NumberExample.Read(format) is { } example => new()
            {
                Decimal = example.Decimal,
                Thousands = example.Thousands,
                Unit = example.Unit,
            },
            _ => null,
        };
}
