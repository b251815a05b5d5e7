using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Where a file has the columns of a known schema, and how its cells are read.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Schema">The columns that are wanted.</param>
/// <param name="Head">What the beginning of the file tells.</param>
/// <param name="Positions">The place of each wanted column in the file; -1: it is not there.</param>
/// <param name="Layout">How cells are read.</param>
internal sealed record SchemaMatch(
    string File,
    IReadOnlyList<ColumnSchema> Schema,
    FileHeader Head,
    IReadOnlyList<int> Positions,
    ColumnLayout Layout
)
{
    /// <summary>Columns of the schema that the file lacks.</summary>
    public IReadOnlyList<string> Absent => [.. Schema.Where((_, i) => Positions[i] < 0).Select(column => column.Name)];

    /// <summary>What a reader should know of how the file begins.</summary>
    public IReadOnlyList<Note> Remarks =>
        [
            .. Head.Remarks,
            .. Head.HasHeader ? [] : (Note[])[ReadingNotes.NoHeaderOfKnownColumns()],
            .. Head.LinesBefore.Count > 0 ? [ReadingNotes.LinesBefore(Head.LinesBefore)] : (Note[])[],
        ];

    /// <summary>
    /// Reads the beginning of a file. Columns are matched by the header's names or, without a header, by position.
    /// </summary>
    /// <exception cref="ProblemException">The columns cannot be matched.</exception>
    public static SchemaMatch Of(SourceFile source, IReadOnlyList<ColumnSchema> schema)
    {
        var head = FileHeader.Read(source, KnownColumns.Of(schema));
        var positions = head.HasHeader ? ByName(head, schema, source.Name) : ByPosition(head, schema, source.Name);
        var wanted = new ColumnSchema?[head.Names.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= 0)
            {
                wanted[positions[i]] = schema[i];
            }
        }

        var layout = ColumnLayout.Of(
            head,
            Array.ConvertAll(wanted, column => (column?.Type == ColumnType.Number, column?.Format)),
            head.Names.Where((_, i) => wanted[i] is not { IsHidden: false }).ToHashSet(StringComparer.Ordinal),
            keepsBadCells: true,
            declared: head.Names.ToHashSet(StringComparer.Ordinal)
        );
        return new(source.Name, schema, head, positions, layout);
    }

    /// <summary>The wanted columns of what was read. A cell that does not fit its column is missing, and noted.</summary>
    /// <exception cref="ProblemException">A column is written otherwise than in training.</exception>
    public (DataFrame Frame, IReadOnlyList<NewMark> Marks) Fit(RawTable table, Quarantine notes)
    {
        var marks = new List<NewMark>();
        DataColumn[] columns =
        [
            .. Schema.Select(
                (column, i) =>
                    Positions[i] < 0
                        ? new ColumnBuilder(column).AddMissing(table.Lines.Length).Build()
                        : Fit(table, Positions[i], column, notes, marks)
            ),
        ];
        return (new(columns, table.Lines.Length), marks);
    }

    private DataColumn Fit(RawTable table, int column, ColumnSchema wanted, Quarantine notes, List<NewMark> marks)
    {
        var fitted = ColumnTypeDetector.Fit(table, column, wanted.Type, wanted.Format, wanted.Format?.Missing);
        marks.AddRange(fitted.NewMarks.Select(mark => mark with { Column = wanted.Name }));
        if (fitted.Contradiction is { } contradiction)
        {
            throw FormatProblems.Contradicted(wanted.Name, contradiction, File, "write it as the training file does");
        }

        foreach (var (row, reason, found) in fitted.Faults)
        {
            notes.Add(new(table.Lines[row], wanted.Name, reason, wanted.IsHidden ? null : found));
        }

        return Renamed(fitted.Column, wanted.Name);
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

    private static DataColumn Renamed(DataColumn column, string name) =>
        column switch
        {
            NumberColumn number => new NumberColumn(name, number.Values),
            TimeColumn time => new TimeColumn(name, time.Ticks),
            TextColumn text => new TextColumn(name, text.Codes, text.Levels),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };
}
