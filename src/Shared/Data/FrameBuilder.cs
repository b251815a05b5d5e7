using System.Text.Json;

namespace MLOpsFunctions.Data;

/// <summary>Builds frames from rows that come as JSON objects.</summary>
public static class FrameBuilder
{
    /// <summary>Rows in one request; more are a file.</summary>
    public const int MaxRows = 10_000;

    /// <summary>
    /// Rows <c>[{column: value}]</c> as a frame over the schema, with the columns that rows lack. A column that a row
    /// lacks, or that is null, is missing.
    /// </summary>
    /// <param name="schema">The columns.</param>
    /// <param name="dropped">Columns that a row may have beside them, and that are not read.</param>
    /// <exception cref="ProblemException">There are no rows or too many, a column is unknown, or a value is of the
    /// wrong type; the problem names row and column.</exception>
    public static (DataFrame Frame, InputGaps Gaps) ReadJsonRows(
        JsonElement rows,
        IReadOnlyList<ColumnSchema> schema,
        IReadOnlySet<string>? dropped = null
    )
    {
        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() is 0 or > MaxRows)
        {
            throw new ProblemException(
                new(
                    "The rows cannot be read",
                    rows.ValueKind == JsonValueKind.Array ? $"{rows.GetArrayLength():N0} rows" : $"{rows.ValueKind}",
                    $"an array of 1 to {MaxRows:N0} objects",
                    "rows"
                )
            );
        }

        var cells = new JsonRowBuilder(schema, dropped, rows.GetArrayLength());
        foreach (var row in rows.EnumerateArray())
        {
            cells.Add(row);
        }

        return cells.Build();
    }

    /// <summary>A frame of so many rows without any value.</summary>
    public static DataFrame Missing(IReadOnlyList<ColumnSchema> schema, int rows) =>
        new([.. schema.Select(column => new ColumnBuilder(column).AddMissing(rows).Build())], rows);
}
