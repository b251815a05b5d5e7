using MLOpsFunctions.Data.Reading.Formats;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Cuts a text into blocks at the ends of records, for as many threads as ask. A line break within quotes ends no
/// record; a quote that is not closed within the greatest length of a row opened by mistake, and costs its own line
/// only.
/// </summary>
internal sealed class BlockReader(
    Stream text,
    Dialect dialect,
    IngestLimits limits,
    string file,
    long line,
    int size,
    RowLines? rows = null
)
{
    private readonly Lock _gate = new();

    /// <summary>Where rows stand in the file, where it is no text; null: on their lines.</summary>
    public RowLines? Rows => rows;

    private byte[] _carry = [];
    private long _line = line;
    private int _number;
    private bool _ended;
    private bool _broken;

    /// <summary>Fills a block. False at the end.</summary>
    /// <exception cref="ProblemException">A row exceeds its bound.</exception>
    public bool Next(TextBlock block)
    {
        lock (_gate)
        {
            if (_broken)
            {
                return false;
            }

            _broken = true;
            var more = Take(block);
            _broken = false;
            return more;
        }
    }

    public ProblemException TooLong(long line) =>
        new(
            new(
                "A row of the file is too long",
                $"more than {limits.MaxRowBytes:N0} bytes",
                $"at most {limits.MaxRowBytes:N0}",
                $"{file}, line {(rows is null ? line : rows.Of(line).Line)}",
                rows is null ? "look for a missing line break there" : "look for a long text there",
                413
            )
        );

    private bool Take(TextBlock block)
    {
        block.Start(_carry);
        (block.Number, block.Line) = (_number, _line);
        while (true)
        {
            _ended = _ended || !block.Fill(text, size);
            var (end, quote) = Scan(block.Text);
            if (end > 0 || quote >= 0 || (_ended && block.Length == 0))
            {
                Divide(block, end, quote);
                _number++;
                return block.Length > 0 || block.Unclosed is not null;
            }

            if (block.Length > limits.MaxRowBytes)
            {
                throw TooLong(_line);
            }
        }
    }

    /// <summary>Where the last whole record ends, and the quote, if any, that stays open beyond every bound.</summary>
    private (int End, int OpenQuote) Scan(ReadOnlySpan<byte> text)
    {
        var (end, at) = (0, 0);
        while (true)
        {
            var quote = text[at..].IndexOf(Dialect.Quote);
            var stretch = quote < 0 ? text[at..] : text.Slice(at, quote);
            end = LineBreaks.AfterLast(stretch, open: quote < 0) is > 0 and var last ? at + last : end;
            if (quote < 0)
            {
                return (_ended ? text.Length : end, -1);
            }

            at += quote;
            if (!Opens(text, at))
            {
                at++;
                continue;
            }

            var close = Close(text, at + 1);
            if (close < 0 || close - end > limits.MaxRowBytes)
            {
                return (end, _ended || text.Length - end > limits.MaxRowBytes ? at : -1);
            }

            at = close;
        }
    }

    /// <summary>A quote opens a cell where nothing but blanks stands before it.</summary>
    private bool Opens(ReadOnlySpan<byte> text, int quote)
    {
        var before = quote - 1;
        while (before >= 0 && text[before] is (byte)' ' or (byte)'\t' && text[before] != dialect.Separator)
        {
            before--;
        }

        return before < 0 || text[before] == dialect.Separator || text[before] is (byte)'\n' or (byte)'\r';
    }

    /// <summary>The position after the closing quote; -1 if the text has none. Two quotes in a row are one character.</summary>
    private int Close(ReadOnlySpan<byte> text, int at)
    {
        while (text[at..].IndexOf(Dialect.Quote) is >= 0 and var found)
        {
            at += found + 1;
            if (at == text.Length)
            {
                return _ended ? at : -1;
            }

            if (text[at] != Dialect.Quote)
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    /// <summary>Leaves whole records in the block, sets a line with an open quote aside, and keeps the rest for the next block.</summary>
    private void Divide(TextBlock block, int end, int quote)
    {
        var text = block.Text;
        var next = end;
        if (quote >= 0)
        {
            var (line, rest) = (_line + LineBreaks.Count(text[..quote]), LineBreaks.AfterFirst(text[quote..], open: !_ended));
            if (rest == 0 && !_ended)
            {
                throw TooLong(line);
            }

            next = rest == 0 ? text.Length : quote + rest;
            block.Unclosed = new(line, text[end..next].ToArray());
        }

        _carry = text[next..].ToArray();
        block.Cut(end);
        _line += block.Lines + LineBreaks.Count(text[end..next]);
    }
}
