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
        return new([.. Columns.Select(column => column.Take(rows))], rows.Length);
    }
}
