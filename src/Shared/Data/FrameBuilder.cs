using System.Text.Json;
using MLOpsFunctions.Definitions;

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

        var cells = schema.Select(column => new ColumnBuilder(column)).ToList();
        var index = cells
            .Select((list, i) => (list.Column.Name, i))
            .ToDictionary(entry => entry.Name, entry => entry.i, StringComparer.Ordinal);
        var gaps = cells.ConvertAll(_ => new List<int>());
        var marks = new List<(string, int, string)>();
        var number = 0;
        foreach (var row in rows.EnumerateArray())
        {
            try
            {
                AddRow(row, number++, cells, index, marks, dropped);
                FillGaps(number, cells, gaps);
            }
            catch (InvalidOperationException invalid)
            {
                // The only fault that reading a checked element's name or text has: half of a surrogate pair.
                throw new ProblemException(
                    new("A text is not Unicode", "half of a surrogate pair", "whole characters", $"rows[{number - 1}]"),
                    invalid
                );
            }
        }

        return (
            new([.. cells.Select(list => list.Build())], number),
            new(
                [.. schema.Where((_, i) => gaps[i].Count == number).Select(column => column.Name)],
                schema
                    .Select((column, i) => (column.Name, Rows: gaps[i]))
                    .Where(gap => gap.Rows.Count > 0 && gap.Rows.Count < number)
                    .ToDictionary(gap => gap.Name, gap => (IReadOnlyList<int>)gap.Rows, StringComparer.Ordinal)
            )
            {
                NewMarks = marks,
            }
        );
    }

    /// <summary>A frame of so many rows without any value.</summary>
    public static DataFrame Missing(IReadOnlyList<ColumnSchema> schema, int rows) =>
        new([.. schema.Select(column => new ColumnBuilder(column).AddMissing(rows).Build())], rows);

    private static void AddRow(
        JsonElement row,
        int number,
        List<ColumnBuilder> cells,
        Dictionary<string, int> index,
        List<(string, int, string)> marks,
        IReadOnlySet<string>? dropped
    )
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(
                new("A row cannot be read", $"{row.ValueKind}", "an object of columns and values", $"rows[{number}]")
            );
        }

        foreach (var cell in row.EnumerateObject())
        {
            if (!index.TryGetValue(cell.Name, out var at))
            {
                if (dropped?.Contains(cell.Name) == true)
                {
                    continue;
                }

                throw new ProblemException(
                    new(
                        $"The model has no column '{cell.Name}'",
                        Expected: string.Join(", ", index.Keys.Take(30)),
                        Where: $"rows[{number}]",
                        Try: DidYouMean.Nearest(cell.Name, index.Keys) is { } near ? $"did you mean '{near}'?" : "leave it out"
                    )
                );
            }

            if (cells[at].Count > number)
            {
                throw new ProblemException(new($"Column '{cell.Name}' occurs twice in a row", Where: $"rows[{number}]"));
            }

            var column = cells[at].Column;
            if (Text(cell.Value, column) is not { } text)
            {
                throw new ProblemException(
                    new(
                        $"Column '{cell.Name}' has a value of the wrong type",
                        $"{cell.Value.ValueKind}",
                        FormatProblems.Expected(column),
                        $"rows[{number}].{cell.Name}"
                    )
                );
            }

            if (cells[at].Add(text.Value, isPlain: cell.Value.ValueKind == JsonValueKind.Number) is { } fault)
            {
                throw FormatProblems.Unreadable(column, fault, text.Value, $"rows[{number}].{cell.Name}");
            }

            if (cells[at].NewMark is { } mark)
            {
                marks.Add((column.Name, number, mark));
            }
        }
    }

    private static void FillGaps(int count, List<ColumnBuilder> cells, List<List<int>> gaps)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i].Count < count)
            {
                cells[i].Add(null);
                gaps[i].Add(count - 1);
            }
        }
    }

    private static (string? Value, bool _)? Text(JsonElement value, ColumnSchema column) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => (null, true),
            JsonValueKind.String => (value.GetString(), true),
            JsonValueKind.Number => (value.GetRawText(), true),
            JsonValueKind.True or JsonValueKind.False when column.Format?.Boolean is { } words => (words.Spell(value.GetBoolean()), true),
            JsonValueKind.True or JsonValueKind.False when column.Type == ColumnType.Text => (value.GetRawText(), true),
            _ => null,
        };
}
