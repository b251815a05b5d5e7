using ExcelDataReader;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>What was found in a sheet before its rows are read: where its table lies, and what stands in the way.</summary>
/// <param name="Name">The sheet's name.</param>
/// <param name="First">The first column with a cell, from 0.</param>
/// <param name="Last">The last one; below the first: the sheet is empty.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record Sheet(string Name, int First, int Last, IReadOnlyList<Note> Notes)
{
    private const int HeadRows = 100;

    /// <summary>Reads a sheet once for where its cells are.</summary>
    /// <exception cref="ProblemException">It exceeds a bound, or has two rows of headers.</exception>
    public static Sheet Of(IExcelDataReader reader, IReadOnlyList<string> others, string file, IngestLimits limits)
    {
        var (first, last, empty, rows) = (int.MaxValue, -1, 0, 0L);
        var head = new List<(int Row, object?[] Cells)>();
        while (reader.Read())
        {
            rows++;
            CheckSize(rows, reader.FieldCount, file, limits);
            var from = Enumerable.Range(0, reader.FieldCount).FirstOrDefault(i => !IsEmpty(reader.GetValue(i)), -1);
            if (from < 0)
            {
                empty++;
                continue;
            }

            var to = reader.FieldCount - 1;
            while (IsEmpty(reader.GetValue(to)))
            {
                to--;
            }

            (first, last) = (Math.Min(first, from), Math.Max(last, to));
            if (head.Count < HeadRows)
            {
                head.Add((reader.Depth, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]));
            }
        }

        var merged = reader.MergeCells ?? [];
        CheckHeader(head, merged, first, last, $"{file}, sheet '{PlainText.Name(reader.Name)}'");
        return new(
            reader.Name,
            Math.Min(first, last + 1),
            last,
            [
                .. others.Count > 0 ? [ReadingNotes.Sheet(reader.Name, others)] : (Note[])[],
                .. empty > 0 ? [ReadingNotes.EmptySheetRows(empty)] : (Note[])[],
                .. merged.Length > 0 ? [ReadingNotes.MergedCells(merged.Length, merged[0].FromRow + 1)] : (Note[])[],
            ]
        );
    }

    public static bool IsEmpty(object? cell) => cell is null or "" || (cell is string text && string.IsNullOrWhiteSpace(text));

    private static void CheckSize(long rows, int columns, string file, IngestLimits limits)
    {
        if (columns > limits.MaxColumns || rows * columns > limits.MaxCells)
        {
            throw new ProblemException(
                new(
                    "The sheet is too large",
                    $"{rows:N0} rows or more, {columns:N0} columns",
                    $"at most {limits.MaxColumns:N0} columns and {limits.MaxCells:N0} cells",
                    file,
                    "delete cells far from the table, such as one in column XFD; or save the sheet as CSV UTF-8 in parts",
                    413
                )
            );
        }
    }

    /// <summary>Refuses a table with two rows of names: which names belong to which columns is for a person to say.</summary>
    private static void CheckHeader(List<(int Row, object?[] Cells)> head, CellRange[] merged, int first, int last, string where)
    {
        var width = last - first + 1;
        var at = head.FindIndex(row => Filled(row) > 1 || width <= 2);
        if (at < 0 || head.Count < at + 2)
        {
            return;
        }

        var (row, next) = (head[at].Row, head[at + 1]);
        var spans = merged.Any(range => range.FromRow <= row && range.ToRow >= row && range.ToColumn > range.FromColumn);
        var isTall = merged.Any(range => range.FromRow == row && range.ToRow > row);
        var hasGaps = Filled(head[at]) < width && AreWords(head[at]);
        var namesFollow =
            Filled(next) == width
            && AreWords(next)
            && head.Skip(at + 2).Any(below => below.Cells.Any(cell => cell is double or int or DateTime));
        if (isTall || ((spans || hasGaps) && namesFollow))
        {
            throw new ProblemException(
                new(
                    "The table has two rows of headers",
                    $"names in rows {row + 1} and {next.Row + 1}",
                    "one row with a name for each column",
                    $"{where}, row {row + 1}",
                    $"delete one of the two rows, and unmerge cells of the other; save, and drop the file again",
                    415
                )
            );
        }

        static int Filled((int, object?[] Cells) row) => row.Cells.Count(cell => !IsEmpty(cell));

        static bool AreWords((int, object?[] Cells) row) => row.Cells.All(cell => IsEmpty(cell) || cell is string);
    }
}
