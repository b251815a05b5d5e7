using System.Text;
using System.Text.Unicode;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>What the first rows tell: the separator, whether there is a header, the names, and which columns look like numbers.</summary>
internal sealed record Header(char Separator, bool HasHeader, IReadOnlyList<string> Names, IReadOnlyList<bool> Numeric, IReadOnlyList<string> Notes)
{
    public static Header Detect(SourceFile source, ModelDefinition? definition, IngestLimits limits, int sampleRows)
    {
        var rows = new List<byte[][]>();
        var separator = ',';
        using var text = source.OpenText();
        using var csv = Csv.Open(text, null, limits, null);
        Csv.Guard(source.Name, limits, () =>
        {
            while (rows.Count <= sampleRows && csv.Read())
            {
                if (csv.FieldCount > limits.MaxColumns)
                {
                    throw new ProblemException(new(
                        "The file has too many columns", $"{csv.FieldCount:N0}", $"at most {limits.MaxColumns:N0}", $"{source.Name}, line {csv.LineNumber}",
                        "drop the columns that no model needs, or transpose the file"));
                }

                rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetSpan(i).ToArray())]);
            }

            separator = csv.Separator;
        });
        if (rows.Count == 0)
        {
            throw new ProblemException(new("The file is empty", "no row", "a header and rows", source.Name, "drop it again once it is written"));
        }

        var hasHeader = LooksLikeHeader(rows, definition);
        var names = hasHeader ? ReadNames(rows[0], source.Name) : [.. Enumerable.Range(1, rows[0].Length).Select(i => $"c{i}")];
        var body = hasHeader ? rows.Skip(1).ToList() : rows;
        return new(
            separator, hasHeader, names,
            [.. names.Select((name, i) => definition?.Columns.GetValueOrDefault(name)?.Type is { } declared ? declared == ColumnType.Number : LooksNumeric(body, i))],
            hasHeader ? [] : [$"The file has no header; its columns are named c1 to c{names.Count}."]);
    }

    /// <summary>A first row is a header where a declared name stands in it, where none of it is a number, or where a word stands over a column of numbers.</summary>
    private static bool LooksLikeHeader(List<byte[][]> rows, ModelDefinition? definition)
    {
        var first = rows[0];
        if (first.Any(cell => Encoding.UTF8.GetString(cell) is var name && (name == definition?.Label || definition?.Columns.ContainsKey(name) == true)))
        {
            return true;
        }

        var words = Enumerable.Range(0, first.Length).Where(i => !MissingMarkers.IsMissing(first[i]) && !IsNumber(first[i])).ToList();
        return words.Count > 0 && (first.All(cell => !IsNumber(cell)) || words.Any(i => rows.Count > 1 && LooksNumeric(rows.Skip(1).Take(20), i)));
    }

    private static List<string> ReadNames(byte[][] cells, string file)
    {
        var names = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
        {
            var name = Utf8.IsValid(cells[i]) ? Encoding.UTF8.GetString(cells[i]) : throw Refuse("A column's name is not valid UTF-8", i, "save the file as UTF-8");
            if (name.Length == 0)
            {
                throw Refuse("A column has no name", i, "name it in the header, or remove the column");
            }

            if (name.Length > 200 || name.Any(char.IsControl))
            {
                throw Refuse("A column's name is too long or holds control characters", i, "rename it");
            }

            if (!seen.TryAdd(name, i))
            {
                throw Refuse($"Columns {seen[name] + 1} and {i + 1} have the same name, '{name}'", i, "rename one of them");
            }

            names.Add(name);
        }

        return names;

        ProblemException Refuse(string title, int column, string hint) =>
            new(new(title, Expected: "distinct names of at most 200 characters", Where: $"{file}, line 1, column {column + 1}", Try: hint));
    }

    private static bool LooksNumeric(IEnumerable<byte[][]> rows, int column)
    {
        var (numbers, others) = (0, 0);
        foreach (var row in rows)
        {
            if (column < row.Length && !MissingMarkers.IsMissing(row[column]))
            {
                _ = IsNumber(row[column]) ? numbers++ : others++;
            }
        }

        return numbers > 0 && others <= TableReader.MaxStrayShare * (numbers + others);
    }

    private static bool IsNumber(byte[] cell) => Reading.Numeric.TryParse(cell, out _);
}
