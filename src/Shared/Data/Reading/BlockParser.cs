using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Turns blocks of rows into typed cells. One belongs to each thread and keeps the texts that it has met.</summary>
internal sealed class BlockParser(Dialect dialect, ColumnLayout layout, BlockReader reader, int maxRowBytes)
{
    /// <summary>
    /// Most bytes of one column's texts that a thread keeps. Then it starts over, so that many threads do not hold
    /// many copies of one text.
    /// </summary>
    private const int MaxBytes = 8 << 20;

    /// <summary>Numbers below this are never too large for a double to tell them from their neighbours.</summary>
    private const double MaxPlain = 9e15;

    private readonly TextLevels[] _levels = [.. Enumerable.Range(0, layout.Texts).Select(_ => new TextLevels())];
    private readonly int[] _slots = layout.Slots;
    private readonly bool[] _plain = [.. layout.Numeric.Select((isNumber, i) => isNumber && !layout.Commas[i])];
    private readonly byte[][] _header = [.. layout.Names.Select(Encoding.UTF8.GetBytes)];
    private ParsedBlock _cells = null!;
    private bool _malformed;
    private bool _suspect;

    /// <summary>Reads the rows of a block.</summary>
    /// <exception cref="ProblemException">A row exceeds its bound.</exception>
    public ParsedBlock Parse(TextBlock block)
    {
        var text = block.Text;
        var quoted = text.Contains(Dialect.Quote);
        // The parser of numbers passes over commas and over NULs at the end. Between commas without quotes no cell
        // holds a comma; elsewhere one may, and is no thousands separator.
        _suspect = quoted || dialect.Separator != ',' || text.Contains((byte)0);
        // A row takes a byte a cell at the least, so that a block of line breaks asks for no table of its width.
        var capacity = Math.Min(block.Lines, text.Length / layout.Columns) + 1;
        _cells = new(block.Number, block.Line, layout, capacity) { Utf8 = Ascii.IsValid(text) ? null : new() };
        _cells.Utf8?.Add(text, block.Line, block.Lines);
        using var csv = dialect.Open(
            block.Led,
            trim: quoted,
            record => _malformed |= record.Reason == CsvMalformedReason.TextAfterClosingQuote
        );
        var lines = block.Lines + (text.Length > 0 && text[^1] is not ((byte)'\n' or (byte)'\r') ? 1 : 0);
        while (csv.Read())
        {
            var isRow = ParseRow(csv, block.Line + csv.LineNumber - 2);
            lines -= layout.Columns == 1 && isRow ? LineBreaks.Count(csv.RawRecord) + 1 : 0;
            _malformed = false;
        }

        // The parser skips empty lines. They are the lines that are not part of a row.
        _cells.EmptyLines = layout.Columns == 1 ? lines : 0;

        if (block.Unclosed is { } unclosed)
        {
            _cells.Read++;
            BadRow(unclosed.Line, RowFaults.UnclosedQuote, unclosed.Text);
        }

        _cells.Trim();
        _cells.Levels = Array.ConvertAll(_levels, levels => (levels, levels.Texts));
        Forget();
        return _cells;
    }

    private void Forget()
    {
        foreach (ref var levels in _levels.AsSpan())
        {
            levels = levels.Bytes > MaxBytes ? new() : levels;
        }
    }

    /// <summary>Parses a record; false if it is an empty line.</summary>
    private bool ParseRow(CsvReader csv, long line)
    {
        if (csv.RawRecord.Length > maxRowBytes)
        {
            throw reader.TooLong(line);
        }

        if (csv.FieldCount == 1 && csv.RawRecord.IndexOfAnyExcept(NumberParser.Blanks) < 0)
        {
            return false; // A line of blanks is an empty line, which only a trimming parser passes over by itself.
        }

        _cells.Read++;
        if (reader.Rows is not null && ParsePlaced(csv, ref line))
        {
            return true;
        }

        var fault =
            csv.FieldCount != layout.Columns && IsComment(csv.RawRecord) ? RowFaults.Comment
            : csv.FieldCount < layout.Columns ? RowFaults.TooFew
            : csv.FieldCount > layout.Columns ? RowFaults.TooMany
            : _malformed ? RowFaults.TextAfterQuote
            : IsHeader(csv) ? RowFaults.HeaderAgain
            : null;
        if (fault is not null)
        {
            BadRow(line, fault, csv.RawRecord);
            return true;
        }

        _cells.Parsed++;
        EnsureCapacity();
        if (ParseCells(csv, line) || layout.KeepsBadCells)
        {
            _cells.SetLine(_cells.Rows++, line);
        }

        return true;
    }

    /// <summary>Finds where a row stands whose text was made from another format. True where it cannot be used.</summary>
    private bool ParsePlaced(CsvReader csv, ref long line)
    {
        (line, var fault) = reader.Rows!.Of(line);
        if (fault is { Column: { } column })
        {
            _cells.Faults.Add(new(line, column, fault.Reason, null));
        }
        else if (fault is not null)
        {
            BadRow(line, fault.Reason, csv.GetSpan(0));
        }

        return fault is not null;
    }

    /// <summary>
    /// Parses every cell even of a bad row: what a column holds is judged by all of them. False where one is bad; the
    /// first is told.
    /// </summary>
    // Runs for every cell of a file, mostly of one that is read once in the life of its process.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ParseCells(CsvReader csv, long line)
    {
        var (cells, slots, plain, whole, row, unparsed) = (_cells, _slots, _plain, layout.Whole, _cells.Rows, _cells.Unparsed.Count);
        var good = true;
        for (var i = 0; i < slots.Length; i++)
        {
            if (
                plain[i]
                && csv.TryParse<double>(i, out var value)
                && double.IsFinite(value)
                && !(_suspect && csv.GetSpan(i).ContainsAny((byte)',', (byte)0))
                && !(whole[i] && HasOddPoint(csv.GetSpan(i)))
            )
            {
                cells.NumberAt(slots[i], row) = value;
                if (Math.Abs(value) >= MaxPlain && CodeDetector.IsInexact(csv.GetSpan(i).Trim(NumberParser.Blanks), value))
                {
                    cells.Inexact[slots[i]]++;
                }
            }
            else if ((layout.Numeric[i] ? ParseOddNumber(csv, i) : ParseText(csv, i)) is { } fault)
            {
                AddFault(csv, line, i, fault, tell: good || layout.KeepsBadCells);
                good = false;
            }
        }

        if (!good && !layout.KeepsBadCells)
        {
            cells.Unparsed.RemoveRange(unparsed, cells.Unparsed.Count - unparsed);
        }

        return good;
    }

    /// <summary>Whether a cell is a mark of comments with something behind it.</summary>
    public static bool BeginsLikeComment(string cell) =>
        (cell.Length > 1 && cell[0] == '#')
        || (cell.Length > 2 && (cell.StartsWith("//", StringComparison.Ordinal) || cell.StartsWith("--", StringComparison.Ordinal)));

    private static bool IsComment(ReadOnlySpan<byte> row) => row.StartsWith("#"u8) || row.StartsWith("//"u8) || row.StartsWith("--"u8);

    /// <summary>Whether a row repeats the header, as files do that were joined.</summary>
    private bool IsHeader(CsvReader csv)
    {
        for (var i = 0; i < _header.Length; i++)
        {
            if (!csv.GetSpan(i).Trim(NumberParser.Blanks).SequenceEqual(_header[i]))
            {
                return false;
            }
        }

        return _header.Length > 1;
    }

    private void AddFault(CsvReader csv, long line, int column, string fault, bool tell)
    {
        if (tell)
        {
            _cells.Faults.Add(
                new(
                    line,
                    layout.Names[column],
                    fault,
                    layout.Private.Contains(layout.Names[column]) ? null : Quarantine.Show(csv.GetSpan(column))
                )
            );
        }
    }

    /// <summary>A cell that is no plain finite number, or stands in a column of decimal commas.</summary>
    private string? ParseOddNumber(CsvReader csv, int column)
    {
        var slot = _slots[column];
        var cell = csv.GetSpan(column).Trim(NumberParser.Blanks);
        _cells.NumberAt(slot, _cells.Rows) = double.NaN;
        if (MissingMarkers.IsMissingQuantity(cell) && !(layout.Names[column] == layout.Label && MissingMarkers.MayBeClass(cell)))
        {
            _cells.NoNumbers[slot].Missing++;
            (_cells.Marks[slot] ??= new()).Add(cell);
            return null;
        }

        if (
            !(layout.Whole[column] && HasOddPoint(cell))
            && (layout.Commas[column] ? NumberParser.TryParseComma(cell, out var value) : NumberParser.TryParse(cell, out value))
        )
        {
            if (layout.Commas[column])
            {
                _cells.CommaAt(slot, _cells.Rows) = cell.Contains((byte)',');
            }

            _cells.NumberAt(slot, _cells.Rows) = double.IsFinite(value) ? value : double.NaN;
            return double.IsFinite(value) ? null : RowFaults.NotFinite;
        }

        _cells.NoNumbers[slot].Unparsed++;
        if (TextLevels.TextFault(cell) is { } fault)
        {
            return fault;
        }

        if (cell.Length > 4 * NumberLiteral.MaxLength || Encoding.UTF8.GetString(cell) is var text && NumberLiteral.Read(text) is null)
        {
            return RowFaults.NotANumber;
        }

        _cells.Unparsed.Add(new(_cells.Rows, column, text));
        return null;
    }

    /// <summary>A point that is not that of an exponent's mantissa.</summary>
    private static bool HasOddPoint(ReadOnlySpan<byte> cell) => cell.Contains((byte)'.') && !cell.ContainsAny((byte)'e', (byte)'E');

    private string? ParseText(CsvReader csv, int column)
    {
        ref var code = ref _cells.CodeAt(_slots[column], _cells.Rows);
        var cell = csv.GetSpan(column).Trim(NumberParser.Blanks);
        if (cell.IsEmpty)
        {
            code = -1; // Which texts stand for a missing value depends on the column's type.
            return null;
        }

        code = _levels[_slots[column]].Code(cell, out var fault);
        return fault;
    }

    private void BadRow(long line, string fault, ReadOnlySpan<byte> row) =>
        _cells.Faults.Add(new(line, null, fault, layout.Private.Count > 0 ? null : Quarantine.Show(row)));

    private void EnsureCapacity()
    {
        if (_cells.Rows == _cells.Capacity)
        {
            _cells.Grow();
        }
    }
}
