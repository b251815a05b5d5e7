using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Reads files against a known schema, for prediction and drift.</summary>
public static class FrameReader
{
    /// <summary>Most bad rows and cells that are listed.</summary>
    private const int MaxNotes = 1000;

    /// <summary>
    /// Reads a file of any format that is read. Columns are matched by the header's names or, without a header, by
    /// position; a column that the file lacks is missing throughout, one that the schema lacks is ignored. A cell that
    /// does not fit its column becomes missing; the first 1,000 such cells are listed. A row with too many or too few
    /// cells is set aside, because its cells cannot be matched with columns. Values of columns that may be private are
    /// not shown.
    /// </summary>
    /// <exception cref="ProblemException">The file cannot be read, its columns cannot be matched, a column is written
    /// otherwise than in training, or more rows were set aside than can be listed.</exception>
    public static FileRows ReadCsv(
        Stream file,
        IReadOnlyList<ColumnSchema> schema,
        string name = "the file",
        IngestLimits? limits = null,
        int threads = 1,
        IngestDefinition? ingest = null,
        CancellationToken cancellation = default
    )
    {
        using var source = new SourceFile(file, name, limits ?? new(), ingest);
        var match = SchemaMatch.Of(source, schema);
        var notes = new Quarantine(null, MaxNotes);
        var table = TableReader.Read(source, match.Head, match.Layout, (_, _, _) => true, notes, threads, cancellation);
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

        var (frame, marks) = match.Fit(table, notes);
        return new(frame, table.Lines, [.. notes.Examples.Where(note => note.Column is not null).OrderBy(note => note.Line)], aside)
        {
            Absent = match.Absent,
            Remarks =
            [
                .. match.Remarks,
                .. table.EmptyLines > 0 ? [ReadingNotes.EmptyLines(table.EmptyLines)] : (Note[])[],
                .. marks.Select(mark => ReadingNotes.NewMark(mark.Column, mark.Text, mark.Cells)),
            ],
        };
    }
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

    /// <summary>Marks of missing values that the training data did not have; of a part of a file only: else they are remarks.</summary>
    internal IReadOnlyList<NewMark> NewMarks { get; init; } = [];

    /// <summary>Rows in the file or the part, those that were set aside included.</summary>
    internal long RowsRead { get; init; }
}
