using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Typed columns with the rows that have been found bad so far.</summary>
internal sealed class TypedTable(RawTable table, Quarantine quarantine, DeclaredColumns plan)
{
    private readonly bool[] _bad = new bool[table.Lines.Length];
    private readonly List<DataColumn> _columns = [];
    private readonly List<(string Column, Repairs[] Cells)> _repairs = [];
    private readonly Dictionary<string, ColumnFormat> _formats = new(StringComparer.Ordinal);

    public IReadOnlyList<DataColumn> Columns => _columns;

    /// <summary>Marks of missing values that the earlier file did not have.</summary>
    public List<NewMark> NewMarks { get; } = [];

    /// <summary>How the columns are written.</summary>
    public IReadOnlyDictionary<string, ColumnFormat> Formats => _formats;

    public int RowCount => table.Lines.Length;

    /// <summary>Rows in the file, those set aside included.</summary>
    public long RowsRead => table.RowsRead;

    /// <summary>Empty lines of a file of one column.</summary>
    public long EmptyLines => table.EmptyLines;

    /// <summary>The line of the file where a row starts.</summary>
    public long LineOf(int row) => table.Lines[row];

    /// <summary>Whether a row has been set aside.</summary>
    public bool IsSetAside(int row) => _bad[row];

    /// <summary>Adds the next column.</summary>
    /// <exception cref="ProblemException">It is written otherwise than the earlier file wrote it.</exception>
    public void Add(ParsedColumn fitted)
    {
        if (fitted.Contradiction is { } contradiction)
        {
            throw FormatProblems.Contradicted(
                fitted.Column.Name,
                contradiction,
                plan.File,
                "write it as before, or declare its \"format\" in the definition"
            );
        }

        _columns.Add(fitted.Column);
        NewMarks.AddRange(fitted.NewMarks);
        _formats.Add(fitted.Column.Name, fitted.Format);
        if (fitted.Repairs is { } repairs)
        {
            _repairs.Add((fitted.Column.Name, repairs));
        }

        foreach (var (row, reason, found) in fitted.Faults)
        {
            Reject(row, fitted.Column.Name, reason, found);
        }
    }

    public DataColumn Find(string name) => _columns.First(column => column.Name == name);

    /// <summary>The text of a cell without a value, such as the mark of a missing one; null where it is not known.</summary>
    public string? TextOf(string column, int row) => (table.Columns.FirstOrDefault(raw => raw.Name == column) as TextColumn)?[row];

    /// <summary>Sets a row aside for one cell, once.</summary>
    public void Reject(int row, string column, string reason, string? found)
    {
        if (!_bad[row])
        {
            _bad[row] = true;
            quarantine.Add(new(table.Lines[row], column, reason, plan.IsPrivate(column) ? null : found));
        }
    }

    /// <summary>The kept rows with a repaired cell, and the repairs by column.</summary>
    public (long Rows, IReadOnlyList<CellRepair> Cells) Repaired()
    {
        var (rows, found) = (new bool[_repairs.Count > 0 ? RowCount : 0], new List<CellRepair>());
        foreach (var (column, cells) in _repairs)
        {
            var counts = new SortedDictionary<Repairs, long>();
            for (var row = 0; row < cells.Length; row++)
            {
                if (cells[row] != Repairs.None && !_bad[row])
                {
                    rows[row] = true;
                    counts[cells[row]] = counts.GetValueOrDefault(cells[row]) + 1;
                }
            }

            found.AddRange(counts.Select(count => new CellRepair(column, count.Key.InWords(), count.Value)));
        }

        return (rows.LongCount(repaired => repaired), found);
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
        Parallel.For(
            0,
            columns.Length,
            new() { MaxDegreeOfParallelism = threads },
            i => columns[i] = _columns[i].Take(rows) is var taken && taken is TextColumn text ? text.WithoutUnusedLevels() : taken
        );
        return new(columns, rows.Length);
    }
}
