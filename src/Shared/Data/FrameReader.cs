using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Reads files against a known schema, for prediction and drift.</summary>
public static class FrameReader
{
    /// <summary>Most bad rows and cells that are listed.</summary>
    private const int MaxNotes = 1000;

    /// <summary>
    /// Reads CSV. Columns are matched by the header's names or, without a header, by position; a column that the file
    /// lacks is missing throughout, one that the schema lacks is ignored. A cell that does not fit its column becomes
    /// missing; the first 1,000 such cells are listed. A row with too many or too few cells is set aside, because its
    /// cells cannot be matched with columns. Values of columns that may be private are not shown.
    /// </summary>
    /// <exception cref="ProblemException">The file cannot be read, its columns cannot be matched, a column is written
    /// otherwise than in training, or more rows were set aside than can be listed.</exception>
    public static FileRows ReadCsv(
        Stream file,
        IReadOnlyList<ColumnSchema> schema,
        string name = "the file",
        IngestLimits? limits = null,
        int threads = 1,
        string? encoding = null,
        CancellationToken cancellation = default
    )
    {
        using var source = new SourceFile(file, name, limits ?? new(), encoding);
        var head = FileHeader.Read(source, KnownColumns.Of(schema));
        var positions = head.HasHeader ? ByName(head, schema, name) : ByPosition(head, schema, name);
        var wanted = new ColumnSchema?[head.Names.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= 0)
            {
                wanted[positions[i]] = schema[i];
            }
        }

        var hidden = head.Names.Where((_, i) => wanted[i] is not { IsHidden: false }).ToHashSet(StringComparer.Ordinal);
        var layout = ColumnLayout.Of(
            head,
            Array.ConvertAll(wanted, column => (column?.Type == ColumnType.Number, column?.Format)),
            hidden,
            keepsBadCells: true,
            declared: head.Names.ToHashSet(StringComparer.Ordinal)
        );
        var notes = new Quarantine(null, MaxNotes);
        var table = TableReader.Read(source, head, layout, (_, _, _) => true, notes, threads, cancellation);
        table.Utf8.ThrowIfOtherEncoding(name);
        QuarantinedRow[] aside = [.. notes.Examples.Where(note => note.Column is null).OrderBy(note => note.Line)];
        if (table.RowsRead - table.Lines.Length > aside.Length)
        {
            throw new ProblemException(
                new(
                    "Too much of the file cannot be read",
                    string.Join(
                        ", ",
                        notes.Counts.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value:N0} times"))
                    ),
                    string.Create(CultureInfo.InvariantCulture, $"at most {MaxNotes:N0} bad rows and cells"),
                    name,
                    "check the delimiter, and that the header names every column"
                )
            );
        }

        var marks = new List<NewMark>();
        DataColumn[] columns =
        [
            .. schema.Select(
                (column, i) =>
                    positions[i] < 0
                        ? new ColumnBuilder(column).AddMissing(table.Lines.Length).Build()
                        : Fit(table, positions[i], column, notes, marks, name)
            ),
        ];
        return new(
            new(columns, table.Lines.Length),
            table.Lines,
            [.. notes.Examples.Where(note => note.Column is not null).OrderBy(note => note.Line)],
            aside
        )
        {
            Absent = [.. schema.Where((_, i) => positions[i] < 0).Select(column => column.Name)],
            Remarks = [.. NotesOn(head), .. marks.Select(mark => ReadingNotes.NewMark(mark.Column, mark.Text, mark.Cells))],
        };
    }

    private static int[] ByName(FileHeader head, IReadOnlyList<ColumnSchema> schema, string file)
    {
        var index = head.Names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i, StringComparer.Ordinal);
        int[] positions = [.. schema.Select(column => index.GetValueOrDefault(column.Name, -1))];
        return Array.Exists(positions, at => at >= 0)
            ? positions
            : throw new ProblemException(
                new(
                    "The file has none of the columns that are needed",
                    $"columns {string.Join(", ", head.Names.Take(30))}",
                    $"columns {string.Join(", ", schema.Select(column => column.Name).Take(30))}",
                    file,
                    "name the columns so, to the letter"
                )
            );
    }

    /// <summary>
    /// Columns of a file without header were named by their places; other names have a place only where all columns are
    /// there.
    /// </summary>
    private static int[] ByPosition(FileHeader head, IReadOnlyList<ColumnSchema> schema, string file)
    {
        int[] places =
        [
            .. schema.Select(column =>
                column.Name[0] == 'c' && int.TryParse(column.Name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                    ? place - 1
                    : -1
            ),
        ];
        if (Array.TrueForAll(places, place => place >= 0 && place < head.Names.Count))
        {
            return places;
        }

        return head.Names.Count == schema.Count
            ? [.. Enumerable.Range(0, schema.Count)]
            : throw new ProblemException(
                new(
                    "The file has no header, and its columns cannot be told by their places",
                    $"{head.Names.Count:N0} columns",
                    $"a header with {string.Join(", ", schema.Select(column => column.Name).Take(30))}",
                    file,
                    "add the header"
                )
            );
    }

    private static DataColumn Fit(RawTable table, int column, ColumnSchema wanted, Quarantine notes, List<NewMark> marks, string file)
    {
        var fitted = ColumnTypeDetector.Fit(table, column, wanted.Type, wanted.Format, wanted.Format?.Missing);
        marks.AddRange(fitted.NewMarks.Select(mark => mark with { Column = wanted.Name }));
        if (fitted.Contradiction is { } contradiction)
        {
            throw FormatProblems.Contradicted(wanted.Name, contradiction, file, "write it as the training file does");
        }

        foreach (var (row, reason, found) in fitted.Faults)
        {
            notes.Add(new(table.Lines[row], wanted.Name, reason, wanted.IsHidden ? null : found));
        }

        return Renamed(fitted.Column, wanted.Name);
    }

    private static IEnumerable<Note> NotesOn(FileHeader head) =>
        [
            .. head.HasHeader ? [] : (Note[])[ReadingNotes.NoHeaderOfKnownColumns()],
            .. head.LinesBefore.Count > 0 ? [ReadingNotes.LinesBefore(head.LinesBefore)] : (Note[])[],
        ];

    private static DataColumn Renamed(DataColumn column, string name) =>
        column switch
        {
            NumberColumn number => new NumberColumn(name, number.Values),
            TimeColumn time => new TimeColumn(name, time.Ticks),
            TextColumn text => new TextColumn(name, text.Codes, text.Levels),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };
}

/// <summary>What was read of a file.</summary>
/// <param name="Frame">The rows, in the file's order.</param>
/// <param name="Lines">The line of the file where each of them starts, from 1.</param>
/// <param name="Notes">Cells that were taken as missing, by line.</param>
/// <param name="SetAside">Rows that could not be read and are not among the others, by line.</param>
public sealed record FileRows(
    DataFrame Frame,
    IReadOnlyList<long> Lines,
    IReadOnlyList<QuarantinedRow> Notes,
    IReadOnlyList<QuarantinedRow> SetAside
)
{
    /// <summary>Columns of the schema that the file lacks.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>What a reader should know of how the file was read.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];
}
