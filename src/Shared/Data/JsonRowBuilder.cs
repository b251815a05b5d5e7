using System.Runtime.InteropServices;
using System.Text.Json;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Collects rows that come as JSON objects.</summary>
/// <param name="schema">The columns.</param>
/// <param name="dropped">Columns that a row may have beside them, and that are not read.</param>
/// <param name="count">The number of rows that are expected.</param>
internal sealed class JsonRowBuilder(IReadOnlyList<ColumnSchema> schema, IReadOnlySet<string>? dropped, int count)
{
    private readonly ColumnBuilder[] _cells = [.. schema.Select(column => new ColumnBuilder(column, count))];
    private readonly List<(int Column, int Row)> _gaps = [];
    private readonly List<(string, int, string)> _marks = [];
    private Dictionary<string, int>? _places;
    private int _rows;

    /// <summary>Adds a row. A column that it lacks, or that is null, is missing.</summary>
    /// <exception cref="ProblemException">A column is unknown, or a value is of the wrong type.</exception>
    public void Add(JsonElement row)
    {
        try
        {
            AddCells(row);
        }
        catch (InvalidOperationException invalid)
        {
            // The only fault that reading a checked element's name or text has: half of a surrogate pair.
            throw new ProblemException(
                new("A text is not Unicode", "half of a surrogate pair", "whole characters", $"rows[{_rows}]"),
                invalid
            );
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            if (_cells[i].Count == _rows)
            {
                _cells[i].Add(null);
                _gaps.Add((i, _rows));
            }
        }

        _rows++;
    }

    /// <summary>All rows, with the columns that they lack.</summary>
    public (DataFrame Frame, InputGaps Gaps) Build() => (new(Array.ConvertAll(_cells, cells => cells.Build()), _rows), Gaps());

    private InputGaps Gaps()
    {
        if (_gaps.Count == 0)
        {
            return _marks.Count == 0 ? InputGaps.None : InputGaps.None with { NewMarks = _marks };
        }

        var gaps = _gaps.ToLookup(gap => gap.Column, gap => gap.Row);
        return new(
            [.. schema.Where((_, i) => gaps[i].Count() == _rows).Select(column => column.Name)],
            gaps.Where(column => column.Count() < _rows)
                .ToDictionary(column => schema[column.Key].Name, column => (IReadOnlyList<int>)[.. column], StringComparer.Ordinal)
        )
        {
            NewMarks = _marks,
        };
    }

    private void AddCells(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(
                new("A row cannot be read", $"{row.ValueKind}", "an object of columns and values", $"rows[{_rows}]")
            );
        }

        var next = 0;
        foreach (var cell in row.EnumerateObject())
        {
            if (Find(cell, next) is not { } at)
            {
                if (dropped?.Contains(cell.Name) == true)
                {
                    continue;
                }

                throw Unknown(cell.Name);
            }

            if (_cells[at].Count > _rows)
            {
                throw new ProblemException(new($"Column '{cell.Name}' occurs twice in a row", Where: $"rows[{_rows}]"));
            }

            AddCell(_cells[at], cell.Value);
            next = at + 1;
        }
    }

    /// <summary>
    /// The place of a cell's column. Most callers write the columns in the order of the schema, so the next one is tried first.
    /// </summary>
    private int? Find(JsonProperty cell, int next)
    {
        if (next < _cells.Length && cell.NameEquals(_cells[next].Column.Name))
        {
            return next;
        }

        _places ??= schema
            .Select((column, i) => (column.Name, i))
            .ToDictionary(entry => entry.Name, entry => entry.i, StringComparer.Ordinal);
        return _places.TryGetValue(cell.Name, out var at) ? at : null;
    }

    private void AddCell(ColumnBuilder cells, JsonElement value)
    {
        var column = cells.Column;
        var fault = value.ValueKind switch
        {
            JsonValueKind.Number => cells.AddPlain(JsonMarshal.GetRawUtf8Value(value)),
            JsonValueKind.Null => cells.Add(null),
            JsonValueKind.String => cells.Add(value.GetString()),
            JsonValueKind.True or JsonValueKind.False when column.Format?.Boolean is { } words => cells.Add(
                words.Spell(value.GetBoolean())
            ),
            JsonValueKind.True or JsonValueKind.False when column.Type == ColumnType.Text => cells.Add(value.GetRawText()),
            _ => throw new ProblemException(
                new(
                    $"Column '{column.Name}' has a value of the wrong type",
                    $"{value.ValueKind}",
                    FormatProblems.Expected(column),
                    $"rows[{_rows}].{column.Name}"
                )
            ),
        };
        if (fault is not null)
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
            throw FormatProblems.Unreadable(column, fault, text, $"rows[{_rows}].{column.Name}");
        }

        if (cells.NewMark is { } mark)
        {
            _marks.Add((column.Name, _rows, mark));
        }
    }

    private ProblemException Unknown(string name)
    {
        string[] known = [.. schema.Select(column => column.Name)];
        return new(
            new(
                $"The model has no column '{name}'",
                Expected: string.Join(", ", known.Take(30)),
                Where: $"rows[{_rows}]",
                Try: DidYouMean.Nearest(name, known) is { } near ? $"did you mean '{near}'?" : "leave it out"
            )
        );
    }
}
