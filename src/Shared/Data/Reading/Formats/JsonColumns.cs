using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>
/// The columns of JSON rows: every name that any row has, in the order in which they first occur. Rows may lack some,
/// and have them in another order.
/// </summary>
internal sealed class JsonColumns
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _utf8 = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<(long Rows, long Nested, long Line)> _counts = [];

    public IReadOnlyList<string> Names => _names;

    /// <summary>Reads all rows for their names.</summary>
    /// <exception cref="ProblemException">There are too many, or most values of a column are lists or objects.</exception>
    public static JsonColumns Of(JsonRecords records, string file, IngestLimits limits)
    {
        var (columns, row) = (new JsonColumns(), new JsonRow());
        while (records.Next() is { IsEmpty: false } record)
        {
            if (row.Read(record) is null)
            {
                columns.Add(row, records.Line);
                columns.CheckCount(records.Line, file, limits);
            }
        }

        columns.CheckNested(file);
        return columns;
    }

    /// <summary>The place of the column that a member of a row stands in; -1: there is none.</summary>
    public int PlaceOf(JsonRow row, int member) =>
        member < _utf8.Count && row.Name(member).SequenceEqual(_utf8[member]) ? member // Most rows have the same order.
        : _places.TryGetValue(Encoding.UTF8.GetString(row.Name(member)), out var place) ? place
        : -1;

    private void Add(JsonRow row, long line)
    {
        for (var i = 0; i < row.Count; i++)
        {
            var place = PlaceOf(row, i);
            if (place < 0)
            {
                place = _names.Count;
                _names.Add(Encoding.UTF8.GetString(row.Name(i)));
                _utf8.Add(row.Name(i).ToArray());
                _places.Add(_names[^1], place);
                _counts.Add((0, 0, 0));
            }

            var (rows, nested, first) = _counts[place];
            var isNested = row.IsNested(i);
            _counts[place] = (
                rows + (row.Kind(i) == JsonTokenType.Null ? 0 : 1),
                nested + (isNested ? 1 : 0),
                isNested && nested == 0 ? line : first
            );
        }
    }

    private void CheckCount(long line, string file, IngestLimits limits)
    {
        if (_names.Count > limits.MaxColumns)
        {
            throw new ProblemException(
                new(
                    "The file has too many columns",
                    $"more than {limits.MaxColumns:N0} different names",
                    $"at most {limits.MaxColumns:N0}",
                    $"{file}, line {line}",
                    "are the names values? then write them as a column of their own",
                    413
                )
            );
        }
    }

    private void CheckNested(string file)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            var (rows, nested, line) = _counts[i];
            if (2 * nested > rows)
            {
                throw new ProblemException(
                    new(
                        $"Column '{PlainText.Name(_names[i])}' is nested",
                        "lists or objects within its cells",
                        "one number, text, true, false or null in each cell",
                        $"{file}, line {line}",
                        "leave the column out, or give each part a column of its own: pandas.json_normalize; if the file holds a list "
                            + "for each column, write it by rows: DataFrame.to_json(OUT, orient=\"records\")",
                        415
                    )
                );
            }
        }
    }
}
