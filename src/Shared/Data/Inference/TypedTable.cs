using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Typed columns with the rows that have been found bad so far.</summary>
internal sealed class TypedTable(RawTable table, Quarantine quarantine, ColumnPlan plan)
{
    private readonly bool[] _bad = new bool[table.Lines.Length];
    private readonly List<DataColumn> _columns = [];

    public IReadOnlyList<DataColumn> Columns => _columns;

    public int RowCount => table.Lines.Length;

    /// <summary>Rows in the file, those set aside included.</summary>
    public long RowsRead => table.RowsRead;

    public void Add(DataColumn column) => _columns.Add(column);

    public DataColumn Find(string name) => _columns.First(column => column.Name == name);

    /// <summary>Sets a row aside for one cell, once.</summary>
    public void Reject(int row, string column, string reason, string? found)
    {
        if (!_bad[row])
        {
            _bad[row] = true;
            quarantine.Add(new(table.Lines[row], column, reason, plan.IsPrivate(column) ? null : found));
        }
    }

    /// <summary>The rows that are left, as if the others had never been in the file.</summary>
    public DataFrame Accepted(int threads)
    {
        if (!_bad.AsSpan().Contains(true))
        {
            return new(_columns, RowCount);
        }

        int[] rows = [.. Enumerable.Range(0, RowCount).Where(row => !_bad[row])];
        var columns = new DataColumn[_columns.Count];
        Parallel.For(0, columns.Length, new() { MaxDegreeOfParallelism = threads }, i =>
            columns[i] = _columns[i].Take(rows) is var taken && taken is TextColumn text ? text.WithoutUnusedLevels() : taken);
        return new(columns, rows.Length);
    }
}
