using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>
/// Reads a file against a known schema as <see cref="FrameReader"/> does, but in parts, so that a file of any size takes
/// bounded memory. Every bad row and cell is listed with its part.
/// </summary>
public sealed class FrameParts : IDisposable
{
    private readonly SourceFile _source;
    private readonly SchemaMatch _match;

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="schema">The columns that are wanted.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="limits">Bounds; those on cells and texts hold for a part.</param>
    /// <param name="ingest">How the definition says that files are read; null: it says nothing.</param>
    /// <exception cref="ProblemException">It cannot be read, or its columns cannot be matched.</exception>
    public FrameParts(
        Stream file,
        IReadOnlyList<ColumnSchema> schema,
        string name,
        IngestLimits? limits = null,
        IngestDefinition? ingest = null
    )
    {
        _source = new(file, name, limits ?? new(), ingest);
        try
        {
            _match = SchemaMatch.Of(_source, schema);
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    /// <summary>Columns of the schema that the file lacks.</summary>
    public IReadOnlyList<string> Absent => _match.Absent;

    /// <summary>What a reader should know of how the file begins.</summary>
    public IReadOnlyList<Note> Remarks => _match.Remarks;

    /// <summary>SHA-256 of the file's bytes, lower-case hex; empty before all parts are read.</summary>
    public string Sha256 => _source.Sha256;

    /// <summary>Reads the parts in the file's order. The result does not depend on threads.</summary>
    /// <param name="threads">Threads to use; 1 or more.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="blockBytes">Bytes that are read at a time; a part is a few of them.</param>
    /// <exception cref="ProblemException">The file exceeds a bound, is damaged, or a column is written otherwise than in
    /// training.</exception>
    public IEnumerable<FileRows> Read(int threads, CancellationToken cancellation = default, int blockBytes = TableReader.BlockBytes)
    {
        var lines = new Utf8Lines();
        foreach (var (table, notes) in new TablePartReader(_source, _match.Head, _match.Layout, threads).Read(blockBytes, cancellation))
        {
            lines.Add(table.Utf8);
            lines.ThrowIfOtherEncoding(_source.Name);
            var (frame, marks) = _match.Fit(table, notes);
            yield return new(
                frame,
                table.Lines,
                [.. notes.Examples.Where(note => note.Column is not null).OrderBy(note => note.Line)],
                [.. notes.Examples.Where(note => note.Column is null).OrderBy(note => note.Line)]
            )
            {
                Absent = Absent,
                NewMarks = marks,
                RowsRead = table.RowsRead,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
