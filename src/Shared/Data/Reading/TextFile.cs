using MLOpsFunctions.Data.Reading.Formats;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Reading;

/// <summary>One reading of a file as text: UTF-8 whatever Unicode it was, without a byte order mark, or made of another format.</summary>
/// <param name="content">The bytes that the text was made of.</param>
internal sealed class TextFile(UnpackedFile content, Stream text) : ReadOnlyStream
{
    /// <summary>How the text writes its rows, where it was made of another format; null: it has to be found.</summary>
    public Dialect? Dialect { get; } = text is RowText ? new(CellLine.Separator) : null;

    /// <summary>Where its rows stand in the file; null: on their lines.</summary>
    public RowLines? Lines { get; } = (text as RowText)?.Lines;

    /// <summary>Whether the first row names the columns for certain.</summary>
    public bool HasNames { get; init; }

    /// <summary>What a reader should know of the format.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];

    public override int Read(Span<byte> buffer) => text.Read(buffer);

    /// <summary>Reads the bytes to their end, notes their digest, and checks that a compressed file is whole.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public void Finish() => content.Finish();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            text.Dispose();
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
