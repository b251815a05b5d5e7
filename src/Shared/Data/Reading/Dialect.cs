using System.Globalization;
using System.Text;
using CsvHelper;

namespace MLOpsFunctions.Data.Reading;

/// <summary>How a file writes its rows.</summary>
/// <param name="Separator">What stands between cells.</param>
internal sealed record Dialect(byte Separator)
{
    public const byte Quote = (byte)'"';

    private const int SampleRows = 50;

    /// <summary>The separator of a file of one column: a control character that no text holds.</summary>
    private const byte None = 0x1F;

    private static readonly byte[] Separators = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    /// <summary>
    /// The separator that cuts most of the first rows into the same number of cells, two or more; among equals the one
    /// that makes more of them. A first line that tells it decides (<see cref="Declared"/>). Where numbers are known to be
    /// written with commas, a comma is the separator only if the header shows it.
    /// </summary>
    public static Dialect Detect(ReadOnlyMemory<byte> head, KnownColumns known)
    {
        if (Declared(head.Span) is { } told)
        {
            return new(told);
        }

        if (known.IsAlone(head.Span))
        {
            return new(None);
        }

        var scores = Separators.Select(separator => (separator, score: Score(head, separator))).ToList();
        var best = scores.MaxBy(candidate => candidate.score);
        if (best.separator != (byte)',' || known.Commas.Count == 0 || HeaderShowsCommas(head, known))
        {
            return new(best.separator);
        }

        best = scores.Where(candidate => candidate.separator != (byte)',').MaxBy(candidate => candidate.score);
        return new(best.score.Cells > 0 ? best.separator : None);
    }

    /// <summary>
    /// The separator that the first line tells, where it tells it and nothing else: <c>sep=;</c>, in any case, in
    /// quotes or not, with what a spreadsheet puts behind it.
    /// </summary>
    public static byte? Declared(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOfAny((byte)'\r', (byte)'\n');
        var line = head[..Math.Max(0, end)].Trim((byte)' ');
        line = line.StartsWith("\""u8) ? line[1..] : line;
        if (line.Length < 5 || !Ascii.EqualsIgnoreCase(line[..4], "sep="u8))
        {
            return null;
        }

        var separator = line[4];
        var isSeparator =
            separator is (byte)'\t' or > (byte)' ' and < 0x7F && separator != Quote && !char.IsAsciiLetterOrDigit((char)separator);
        return isSeparator && line[5..].IndexOfAnyExcept(separator, Quote, (byte)' ') < 0 ? separator : null;
    }

    /// <summary>
    /// A reader over the bytes, with a line break put before them. So the first bytes of the file cannot be mistaken
    /// for the mark of another encoding.
    /// </summary>
    /// <param name="block">The bytes.</param>
    /// <param name="trim">Whether quotes may stand after blanks; without any quote it makes no difference and costs time.</param>
    /// <param name="onMalformed">Called for each record with invalid quotes.</param>
    public CsvReader Open(ReadOnlyMemory<byte> block, bool trim, Action<CsvMalformedRecord>? onMalformed = null) =>
        CsvReader.Create(
            block,
            new CsvReaderOptions
            {
                Separator = (char)Separator,
                HasHeader = false,
                TrimWhitespace = trim,
                TrackLineNumbers = true,
                IncludeValuesInExceptions = false,
                OnMalformedRecord = onMalformed,
                FormatProvider = CultureInfo.InvariantCulture,
            }
        );

    /// <summary>Whether one of the first rows has a known name between commas.</summary>
    private static bool HeaderShowsCommas(ReadOnlyMemory<byte> head, KnownColumns known)
    {
        using var csv = new Dialect((byte)',').Open(head, trim: true);
        for (var rows = 0; rows < SampleRows && csv.Read(); rows++)
        {
            for (var i = 0; i < csv.FieldCount && csv.FieldCount > 1; i++)
            {
                if (known.Names.Contains(Encoding.UTF8.GetString(csv.GetSpan(i).Trim(NumberParser.Blanks))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static (double Same, int Cells) Score(ReadOnlyMemory<byte> head, byte separator)
    {
        var counts = new Dictionary<int, int>();
        using var csv = new Dialect(separator).Open(head, trim: true);
        var rows = 0;
        for (; rows < SampleRows && csv.Read(); rows++)
        {
            counts[csv.FieldCount] = counts.GetValueOrDefault(csv.FieldCount) + 1;
        }

        var (cells, times) = counts
            .Where(count => count.Key > 1)
            .OrderByDescending(count => count.Value)
            .ThenByDescending(count => count.Key)
            .FirstOrDefault();
        return times == 0 ? (0, 0) : (times / (double)rows, cells);
    }
}
