using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Typed columns with the rows that have been found bad so far.</summary>
internal sealed class TypedTable(List<DataColumn> columns, long[] lines)
{
    private readonly bool[] _bad = new bool[lines.Length];

    public List<DataColumn> Columns { get; } = columns;

    public int RowCount => lines.Length;

    /// <summary>Sets a row aside for one cell, once.</summary>
    public void Reject(int row, string column, string reason, string? found, Quarantine quarantine)
    {
        if (!_bad[row])
        {
            _bad[row] = true;
            quarantine.AddCell(lines[row], column, reason, found);
        }
    }

    /// <summary>The rows that are left.</summary>
    public DataFrame Accepted()
    {
        if (!_bad.AsSpan().Contains(true))
        {
            return new(Columns, RowCount);
        }

        int[] rows = [.. Enumerable.Range(0, RowCount).Where(row => !_bad[row])];
        return new([.. Columns.Select(column => column.Take(rows) is TextColumn text ? WithoutUnusedLevels(text) : column.Take(rows))], rows.Length);
    }

    /// <summary>As if the rows that were set aside had never been in the file.</summary>
    private static TextColumn WithoutUnusedLevels(TextColumn text)
    {
        var (order, used) = (new int[text.Levels.Length], new List<string>());
        Array.Fill(order, -1);
        var codes = Array.ConvertAll(text.Codes, code =>
        {
            if (code >= 0 && order[code] < 0)
            {
                order[code] = used.Count;
                used.Add(text.Levels[code]);
            }

            return code < 0 ? -1 : order[code];
        });
        return new(text.Name, codes, [.. used]);
    }
}
