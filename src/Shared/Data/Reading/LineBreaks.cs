namespace MLOpsFunctions.Data.Reading;

/// <summary>Where lines end: at LF, at CR LF, and at a CR alone, in any mixture, as the parser of cells has it.</summary>
internal static class LineBreaks
{
    /// <summary>Lines that end within a text. CR LF counts once.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var feeds = text.Count((byte)'\n');
        return text.Contains((byte)'\r') ? feeds + text.Count((byte)'\r') - text.Count("\r\n"u8) : feeds;
    }

    /// <summary>
    /// What follows the last line that ends within a text, or 0. A CR at the very end ends a line only if no LF can
    /// follow it.
    /// </summary>
    public static int AfterLast(ReadOnlySpan<byte> text, bool open)
    {
        text = open && text is [.., (byte)'\r'] ? text[..^1] : text;
        return text.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
    }

    /// <summary>
    /// What follows the first line that ends within a text, or 0. A CR at the very end ends a line only if no LF can
    /// follow it.
    /// </summary>
    public static int AfterFirst(ReadOnlySpan<byte> text, bool open)
    {
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 || (open && end == text.Length - 1 && text[end] == '\r') ? 0
            : text[end..] is [(byte)'\r', (byte)'\n', ..] ? end + 2
            : end + 1;
    }
}
