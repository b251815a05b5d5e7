using System.Text;
using CsvHelper;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>The rows of a file as text and number columns, before anything is known of their meaning.</summary>
/// <param name="Columns">The columns, in file order.</param>
/// <param name="Lines">The line of the file where each row starts.</param>
/// <param name="RowsRead">Rows in the file, bad ones included.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record RawTable(IReadOnlyList<DataColumn> Columns, long[] Lines, long RowsRead, IReadOnlyList<string> Notes);

/// <summary>
/// Reads CSV in one pass. A column starts as numbers or text by the look of the first rows; one that proves to be text after all has lost what its cells looked like, so that the
/// file is then read again. Text that proves to be numbers or times is converted later, from its levels.
/// </summary>
internal static class TableReader
{
    /// <summary>Share of cells that may be no number in a column of numbers: strays of a hand-edited file, not a second meaning.</summary>
    public const double MaxStrayShare = 0.05;

    private const int SampleRows = 1000;

    public static RawTable Read(SourceFile source, ModelDefinition? definition, IngestLimits limits, Quarantine quarantine, CancellationToken cancellation)
    {
        var head = Header.Detect(source, definition, limits, SampleRows);
        var numeric = head.Numeric.ToArray();
        while (true)
        {
            var (table, builders) = ReadOnce(source, head, numeric, limits, quarantine, cancellation);
            var wrong = Enumerable.Range(0, builders.Length).Where(i =>
                builders[i] is NumberBuilder number && number.Strays > MaxStrayShare * (number.Strays + number.Numbers)
                && definition?.Columns.GetValueOrDefault(number.Name)?.Type != ColumnType.Number).ToList();
            if (wrong.Count == 0)
            {
                return table;
            }

            wrong.ForEach(i => numeric[i] = false);
            quarantine.Clear();
        }
    }

    private static (RawTable Table, ColumnBuilder[] Builders) ReadOnce(
        SourceFile source, Header head, bool[] numeric, IngestLimits limits, Quarantine quarantine, CancellationToken cancellation)
    {
        var builders = head.Names.Select((name, i) => numeric[i] ? (ColumnBuilder)new NumberBuilder(name) : new TextBuilder(name)).ToArray();
        var lines = new List<long>();
        var (rows, read, malformed) = (0, 0L, 0L);
        using var text = source.OpenText();
        using var csv = Csv.Open(text, head.Separator, limits, record =>
        {
            // The header counts as a record; a malformed one was refused before.
            malformed++;
            quarantine.AddRow(record.LineNumber, Csv.Describe(record.Reason), Encoding.UTF8.GetBytes(record.RawRecord));
        });
        Csv.Guard(source.Name, limits, () =>
        {
            if (head.HasHeader && !csv.Read())
            {
                return;
            }

            while (csv.Read())
            {
                if ((++read & 0xFFF) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                if (csv.FieldCount != builders.Length)
                {
                    quarantine.AddRow(csv.LineNumber, Csv.Ragged(csv.FieldCount, builders.Length), csv.RawRecord);
                    continue;
                }

                if (SetRow(csv, builders, rows, quarantine))
                {
                    lines.Add(csv.LineNumber);
                    rows++;
                }

                if ((long)rows * builders.Length > limits.MaxCells)
                {
                    throw new ProblemException(new(
                        "The file has too many cells", $"more than {limits.MaxCells:N0}", $"at most {limits.MaxCells:N0}", source.Name, "split it, or drop columns", 413));
                }
            }
        });
        if (read + malformed == 0)
        {
            throw new ProblemException(new("The file has no rows", "a header only", "rows below the header", source.Name, "drop it again once it is written"));
        }

        return (new([.. builders.Select(builder => builder.Build(rows))], [.. lines], read + malformed, head.Notes), builders);
    }

    private static bool SetRow(CsvReader csv, ColumnBuilder[] builders, int row, Quarantine quarantine)
    {
        for (var i = 0; i < builders.Length; i++)
        {
            var cell = csv.GetSpan(i);
            if (builders[i].Set(row, cell) is { } fault)
            {
                quarantine.AddCell(csv.LineNumber, builders[i].Name, fault, cell);
                return false;
            }
        }

        return true;
    }
}
