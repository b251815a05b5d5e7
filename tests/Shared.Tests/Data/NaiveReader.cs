using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>The oracle of reading: one thread, no blocks, CsvHelper over the whole text, every cell by the plainest means.</summary>
internal sealed class NaiveReader(ColumnLayout layout, byte separator)
{
    /// <summary>A cell that may be a number, written otherwise.</summary>
    public const string Unparsed = "unparsed";

    /// <summary>Rows kept: the line and the cells, numbers as they are written shortest, null where missing.</summary>
    public List<(long Line, string?[] Cells)> Rows { get; } = [];

    /// <summary>Rows set aside.</summary>
    public List<(long Line, string? Column, string Reason)> Bad { get; } = [];

    /// <summary>Reads the rows, from the first byte on.</summary>
    public NaiveReader Read(byte[] text)
    {
        for (var (rest, line) = (text, 1L); rest.Length > 0; )
        {
            if (FirstUnclosed(rest) is not { } start)
            {
                Add(rest, line);
                break;
            }

            Add(rest[..start], line);
            var quote = OpenQuote(rest, start);
            var end = quote;
            while (end < rest.Length && rest[end] is not ((byte)'\r' or (byte)'\n'))
            {
                end++;
            }

            end +=
                rest[end..] is [(byte)'\r', (byte)'\n', ..] ? 2
                : end < rest.Length ? 1
                : 0;
            Bad.Add((line + Breaks(rest[..quote]), null, "an unclosed quote"));
            (rest, line) = (rest[end..], line + Breaks(rest[..end]));
        }

        return this;
    }

    private static bool IsComment(ReadOnlySpan<byte> row) =>
        row is [(byte)'#', ..] or [(byte)'/', (byte)'/', ..] or [(byte)'-', (byte)'-', ..];

    private static string Trimmed(ReadOnlySpan<byte> cell) => System.Text.Encoding.UTF8.GetString(cell).Trim(' ', '\t', '\r', '\n');

    private void Add(byte[] text, long line)
    {
        var malformed = false;
        using var csv = Open(text, record => malformed |= record.Reason == CsvMalformedReason.TextAfterClosingQuote);
        for (; csv.Read(); malformed = false)
        {
            var at = line + csv.LineNumber - 2;
            var fault =
                csv.FieldCount != layout.Columns && IsComment(csv.RawRecord) ? "a comment among the rows"
                : csv.FieldCount < layout.Columns ? "too few cells"
                : csv.FieldCount > layout.Columns ? "too many cells"
                : malformed ? "text after a closing quote"
                : layout.Columns > 1 && Enumerable.Range(0, layout.Columns).All(i => Trimmed(csv.GetSpan(i)) == layout.Names[i])
                    ? "the header again"
                : null;
            if (fault is not null)
            {
                Bad.Add((at, null, fault));
                continue;
            }

            var cells = new string?[layout.Columns];
            var bad = Enumerable
                .Range(0, cells.Length)
                .Select(i =>
                    (Name: layout.Names[i], Fault: Cell(csv.GetSpan(i).ToArray(), layout.Numeric[i], layout.Commas[i], out cells[i]))
                )
                .Where(cell => cell.Fault is not null)
                .ToList();
            if (bad.Count > 0)
            {
                // A cell that may be a number is judged with its column, when all rows are known: what is surely wrong is told first.
                var first = bad.Find(cell => cell.Fault != Unparsed) is { Fault: not null } sure ? sure : bad[0];
                Bad.Add((at, first.Name, first.Fault!));
            }
            else
            {
                Rows.Add((at, cells));
            }
        }
    }

    private static string? Cell(byte[] bytes, bool numeric, bool comma, out string? cell)
    {
        cell = null;
        if (!Utf8.IsValid(bytes))
        {
            return "not valid UTF-8";
        }

        var text = Encoding.UTF8.GetString(bytes).Trim(' ', '\t', '\r', '\n');
        var isMissing =
            text.Length == 0
            || (
                numeric
                && (
                    text.ToUpperInvariant() is "?" or "NA" or "N/A" or "NULL" or "#N/A" or "<NA>" or "NAN" or "-" or "--" or "NONE"
                    || text == "\\N"
                )
            ); // Among texts, the column's type tells later what is missing.
        if (isMissing)
        {
            return null;
        }

        if (text.Contains('\0'))
        {
            return "a NUL character";
        }

        cell = text;
        if (!numeric)
        {
            return null;
        }

        if (
            (comma && text.Contains('.'))
            || !double.TryParse(comma ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
        {
            return NumberLiteral.Read(text) is null ? "not a number" : Unparsed;
        }

        cell = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? null : "not a finite number";
    }

    private CsvReader Open(byte[] text, Action<CsvMalformedRecord> onMalformed) =>
        CsvReader.Create(
            (byte[])[(byte)'\n', .. text],
            new CsvReaderOptions
            {
                Separator = (char)separator,
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                OnMalformedRecord = onMalformed,
            }
        );

    /// <summary>
    /// Where the record begins whose quote is closed nowhere, so that it swallows whatever is written behind it; null
    /// where there is none.
    /// </summary>
    private int? FirstUnclosed(byte[] text)
    {
        using var csv = Open([.. text, .. "\nend\n"u8], _ => { });
        var (start, last) = (0, "");
        while (csv.Read())
        {
            (start, last) = ((int)csv.ByteOffset - 1, Encoding.UTF8.GetString(csv.RawRecord));
        }

        return last.TrimEnd() == "end" ? null : start;
    }

    /// <summary>
    /// The quote that nothing closes: up to it, and never again, the record is whole. What ends between two quotes is
    /// not counted, because together they may be one of a cell.
    /// </summary>
    private int OpenQuote(byte[] text, int start) =>
        Enumerable
            .Range(start, text.Length - start)
            .Last(end => !(end > start && text[end - 1] == '"' && text[end] == '"') && FirstUnclosed(text[start..end]) is null);

    private static int Breaks(byte[] text) =>
        text.Where((c, i) => c == '\n' || (c == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n'))).Count();
}
