using System.Buffers;
using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>The cells of one row as a line of text with separators, in UTF-8. It is filled again and again.</summary>
internal sealed class CellLine
{
    /// <summary>What stands between cells: no comma, so that a comma in a cell may be a decimal mark.</summary>
    public const byte Separator = (byte)';';

    private static readonly SearchValues<byte> Special = SearchValues.Create(";\"\r\n"u8);
    private byte[] _bytes = new byte[1 << 12];
    private int _length;
    private int _cells;

    /// <summary>The line so far, with its end once it is ended.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _length);

    public void Clear() => (_length, _cells) = (0, 0);

    /// <summary>A cell without a value.</summary>
    public void Missing() => Begin(0);

    /// <summary>A cell of text. Quoted where it holds a separator, a quote or a line break.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        Begin(cell.Length);
        if (!cell.ContainsAny(Special))
        {
            cell.CopyTo(_bytes.AsSpan(_length));
            _length += cell.Length;
            return;
        }

        Reserve((2 * cell.Length) + 2);
        _bytes[_length++] = Dialect.Quote;
        foreach (var value in cell)
        {
            _bytes[_length++] = value;
            if (value == Dialect.Quote)
            {
                _bytes[_length++] = value;
            }
        }

        _bytes[_length++] = Dialect.Quote;
    }

    /// <summary>A cell of text; null: none.</summary>
    public void Add(string? cell) => Add(cell is null ? [] : Encoding.UTF8.GetBytes(cell));

    /// <summary>A number, shortest and exact; none where it is not a number.</summary>
    public void AddNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Begin(64);
        if (!value.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException("A number takes no more than 64 characters.");
        }

        _length += written;
    }

    /// <summary>Ends the line. A row of one cell without a value is told from an empty line by its quotes.</summary>
    public void End()
    {
        Reserve(3);
        if (_length == 0)
        {
            (_bytes[0], _bytes[1], _length) = (Dialect.Quote, Dialect.Quote, 2);
        }

        _bytes[_length++] = (byte)'\n';
    }

    private void Begin(int length)
    {
        Reserve(length + 1);
        if (_cells++ > 0)
        {
            _bytes[_length++] = Separator;
        }
    }

    private void Reserve(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + length));
        }
    }
}
