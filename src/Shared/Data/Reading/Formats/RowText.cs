namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>The rows of a reader as text, made as it is read: a line with the names where the format gives them, then the rows.</summary>
internal sealed class RowText(RowReader rows) : ReadOnlyStream
{
    private readonly CellLine _cells = new();
    private int _at;
    private long _line;

    /// <summary>Where the rows stand that were read so far.</summary>
    public RowLines Lines { get; } = new();

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && (_at < _cells.Text.Length || Fill()))
        {
            var part = _cells.Text[_at..];
            part = part[..Math.Min(part.Length, buffer.Length - count)];
            part.CopyTo(buffer[count..]);
            (_at, count) = (_at + part.Length, count + part.Length);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _line += LineBreaks.Count(_cells.Text);
        _at = 0;
        _cells.Clear();
        if (_line == 0 && rows.Names is { } names)
        {
            foreach (var name in names)
            {
                _cells.Add(name);
            }
        }
        else if (rows.Next(_cells))
        {
            Lines.Add(_line + 1, rows.Line, rows.Fault);
        }
        else
        {
            return false;
        }

        _cells.End();
        return true;
    }
}
