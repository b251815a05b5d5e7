namespace MLOpsFunctions.Data.Reading;

/// <summary>A stretch of a file that holds whole records. One belongs to each thread and is filled again and again.</summary>
internal sealed class TextBlock
{
    private byte[] _bytes = [(byte)'\n'];

    /// <summary>Its place in the file, from 0.</summary>
    public int Number { get; set; }

    /// <summary>The line of the file on which it begins.</summary>
    public long Line { get; set; }

    /// <summary>Lines that end in it.</summary>
    public int Lines { get; private set; }

    /// <summary>The line after the block, if it has a quote that is never closed; it is no part of a record.</summary>
    public UnclosedQuote? Unclosed { get; set; }

    /// <summary>Bytes of text.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Text => _bytes.AsSpan(1, Length);

    /// <summary>The text behind a line break that is not in the file (<see cref="Dialect.Open"/>).</summary>
    public ReadOnlyMemory<byte> Led => _bytes.AsMemory(0, Length + 1);

    public void Start(ReadOnlySpan<byte> text)
    {
        Length = 0;
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(1));
        Length = text.Length;
        Unclosed = null;
    }

    /// <summary>Reads so many bytes more. False where the file ends before.</summary>
    public bool Fill(Stream text, int count)
    {
        Reserve(count);
        var read = text.ReadAtLeast(_bytes.AsSpan(1 + Length, count), count, throwOnEndOfStream: false);
        Length += read;
        return read == count;
    }

    /// <summary>Keeps so many bytes, and counts the lines that end in them.</summary>
    public void Cut(int length)
    {
        Length = length;
        Lines = LineBreaks.Count(Text);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length < 1 + Length + count)
        {
            Array.Resize(ref _bytes, 1 + Length + count);
        }
    }
}

/// <summary>A line with a quote that is never closed.</summary>
/// <param name="Line">The line of the quote.</param>
/// <param name="Text">The record up to the end of that line.</param>
internal sealed record UnclosedQuote(long Line, byte[] Text);
