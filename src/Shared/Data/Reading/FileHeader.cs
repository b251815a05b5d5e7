using System.Text;
using System.Text.Unicode;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Data.Reading;

/// <summary>What the beginning of a file tells.</summary>
/// <param name="Dialect">How it writes its rows.</param>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="Names">The names, given or made up.</param>
/// <param name="Rows">The first rows below the header.</param>
/// <param name="Start">The byte of the text on which the rows begin.</param>
/// <param name="Line">The line on which they begin.</param>
internal sealed record FileHeader(
    Dialect Dialect,
    bool HasHeader,
    IReadOnlyList<string> Names,
    IReadOnlyList<byte[][]> Rows,
    int Start,
    long Line
)
{
    /// <summary>
    /// Names made up for columns that the header leaves without: row numbers that a program has put in front, or what a
    /// separator at the end of every row makes.
    /// </summary>
    public IReadOnlyList<string> Unnamed { get; init; } = [];

    /// <summary>Lines before the table that are passed over: titles and comments.</summary>
    public IReadOnlyList<long> LinesBefore { get; init; } = [];

    /// <summary>What a reader should know of the format.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];

    private const int SampleRows = 1000;

    /// <summary>Reads the first rows of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="known">What is known of its columns.</param>
    /// <exception cref="ProblemException">There is no row, or the first one cannot be a header and cannot be data.</exception>
    public static FileHeader Read(SourceFile source, KnownColumns known)
    {
        var block = new TextBlock();
        block.Start([]);
        using var text = source.OpenText();
        block.Fill(text, source.Limits.MaxRowBytes + 1);
        var dialect = text.Dialect ?? Dialect.Detect(block.Led[1..], known);
        var records = Records(block, dialect, source);
        if (records.Count == 0)
        {
            throw new ProblemException(
                new("The file is empty", "no row", "a header and rows", source.Name, "drop it again once it is written")
            );
        }

        var cells = records.ConvertAll(record => record.Cells);
        var preamble = text.HasNames
            ? default
            : Preamble.Find(
                cells,
                (first, below) => Judge(first, below, known.Names),
                known.Names.Count == 0 || known.Names.Contains(NameByPlace(0)),
                record => LineOf(records[record].Line),
                source.Name
            );
        var before = preamble.Records;
        var first = records[before];
        var below = cells[(before + 1)..];
        byte[][] header = preamble.HasRowNames
            ?
            [
                [],
                .. first.Cells,
            ]
            : first.Cells;
        if (!text.HasNames && Judge(header, below, known.Names) == HeaderEvidence.None)
        {
            return new(
                dialect,
                false,
                [.. Enumerable.Range(0, first.Cells.Length).Select(NameByPlace)],
                [first.Cells, .. below],
                first.Start,
                first.Line
            )
            {
                LinesBefore = LinesBefore(before),
                Remarks = text.Remarks,
            };
        }

        var rest = block.Text[first.End..];
        var start = first.End + (rest is [(byte)'\n' or (byte)'\r', ..] ? LineBreaks.AfterFirst(rest, open: false) : 0);
        var line = 1L + LineBreaks.Count(block.Text[..start]);
        header = Preamble.EndsWithSeparator(header, below, header.Length + 1) ? [.. header, []] : header;
        if (!Array.TrueForAll(header, cell => Utf8.IsValid(cell)))
        {
            var lines = new Utf8Lines();
            lines.Add(block.Text, 1, 0);
            throw lines.Refuse(source.Name);
        }

        return new(dialect, true, ReadNames(header, $"{source.Name}, line {LineOf(first.Line)}"), below, start, line)
        {
            Unnamed = [.. Enumerable.Range(0, header.Length).Where(i => header[i].Length == 0).Select(NameByPlace)],
            LinesBefore = LinesBefore(before),
            Remarks = text.Remarks,
        };

        IReadOnlyList<long> LinesBefore(int count) => [.. records.Take(count).Select(record => LineOf(record.Line))];

        long LineOf(long line) => text.Lines?.Of(line).Line ?? line;
    }

    /// <summary>Whether the first rows make a column look like one of numbers.</summary>
    public bool LooksNumeric(int column) =>
        LooksNumeric(Rows, column, IsNumber)
        && Rows.Where(row => column < row.Length).Select(row => row[column]) is var cells
        && !CodeDetector.AreCodes(cells)
        && !CodeDetector.AreSpelled(cells);

    /// <summary>Whether the first rows show a column of numbers with decimal commas, and nothing else about them.</summary>
    public bool WritesCommas(int column)
    {
        if (Dialect.Separator == ',')
        {
            return false;
        }

        var cells = Rows.Where(row => column < row.Length && !MissingMarkers.IsMissingQuantity(row[column]))
            .Select(row => Encoding.UTF8.GetString(row[column]))
            .ToList();
        var writing = ColumnNumberFormat.Of(NumberEvidence.Of(cells.Select(cell => (cell, 1L))), 0, commas: true);
        var fits = cells.Count(cell => writing.TryRead(cell, out _, out _));
        return writing is { Decimal: ',', Thousands: false, Unit: "" } && MajorityRule.Holds(fits, cells.Count - fits);
    }

    /// <summary>
    /// An ambiguous cell of a column of numbers, such as 1.234. Null if there is none, or if another cell of the first
    /// rows settles the meaning of the mark.
    /// </summary>
    public string? DoubtfulNumber(int column)
    {
        var cells = Rows.Where(row => column < row.Length && !MissingMarkers.IsMissingQuantity(row[column]))
            .Select(row => Encoding.UTF8.GetString(row[column]))
            .ToList();
        var doubtful = cells.FirstOrDefault(cell =>
            NumberLiteral.Read(cell) is { } number && (number.IsDoubtful('.') || number.IsDoubtful(','))
        );
        return
            doubtful is not null
            && NumberEvidence.Of(cells.Select(cell => (cell, 1L))).ProvesNoMark
            && MajorityRule.Holds(cells.Count(ColumnNumberFormat.IsNumber), cells.Count(cell => !ColumnNumberFormat.IsNumber(cell)))
            ? doubtful
            : null;
    }

    private static string NameByPlace(int column) => $"c{column + 1}";

    private static List<(byte[][] Cells, int Start, int End, long Line)> Records(TextBlock block, Dialect dialect, SourceFile source)
    {
        var records = new List<(byte[][], int, int, long)>();
        using var csv = dialect.Open(block.Led, trim: true);
        var told = Dialect.Declared(block.Text) is not null;
        while (records.Count <= SampleRows && csv.Read())
        {
            if (records.Count == 0)
            {
                CheckColumns(csv.FieldCount, csv.LineNumber - 1, source);
            }

            var (start, end) = ((int)csv.ByteOffset - 1, (int)csv.ByteOffset - 1 + csv.RawRecord.Length);
            if (end == block.Length && block.Length > source.Limits.MaxRowBytes)
            {
                // Cut off where the sample ends.
                break;
            }

            if (!told)
            {
                records.Add(
                    (
                        [
                            .. Enumerable
                                .Range(0, Math.Min(csv.FieldCount, source.Limits.MaxColumns))
                                .Select(i => csv.GetSpan(i).Trim(NumberParser.Blanks).ToArray()),
                        ],
                        start,
                        end,
                        csv.LineNumber - 1
                    )
                );
            }

            told = false;
        }

        return records.Count > 0 || block.Length <= source.Limits.MaxRowBytes
            ? records
            : throw new ProblemException(
                new(
                    "A row of the file is too long",
                    $"more than {source.Limits.MaxRowBytes:N0} bytes",
                    $"at most {source.Limits.MaxRowBytes:N0}",
                    $"{source.Name}, line 1",
                    "look for a missing line break or an unclosed quote there",
                    413
                )
            );
    }

    private static void CheckColumns(int columns, long line, SourceFile source)
    {
        if (columns > source.Limits.MaxColumns)
        {
            throw new ProblemException(
                new(
                    "The file has too many columns",
                    $"{columns:N0}",
                    $"at most {source.Limits.MaxColumns:N0}",
                    $"{source.Name}, line {line}",
                    "drop the columns that no model needs, or transpose the file",
                    413
                )
            );
        }
    }

    /// <summary>
    /// A first row is a header where a known name stands in it, where a word stands over a column of numbers, or where
    /// it holds no number at all; not, however, in a file of texts in which most of its cells occur again below.
    /// </summary>
    private static HeaderEvidence Judge(byte[][] first, List<byte[][]> below, IReadOnlySet<string> known)
    {
        if (first.Any(cell => known.Contains(Encoding.UTF8.GetString(cell))))
        {
            return HeaderEvidence.Sure;
        }

        var words = Enumerable.Range(0, first.Length).Where(i => !MissingMarkers.IsMissing(first[i]) && !MayBeNumber(first[i])).ToList();
        if (words.Count == 0 || words.Any(i => LooksNumeric(below, i, MayBeNumber)))
        {
            return words.Count > 0 ? HeaderEvidence.Sure : HeaderEvidence.None;
        }

        var repeated = words.Count(i => below.Any(row => i < row.Length && row[i].AsSpan().SequenceEqual(first[i])));
        return !first.Any(MayBeNumber) && repeated * 2 <= words.Count ? HeaderEvidence.Possible : HeaderEvidence.None;
    }

    private static List<string> ReadNames(byte[][] cells, string where)
    {
        var names = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
        {
            var name = Encoding.UTF8.GetString(cells[i]);
            name = name.Length == 0 ? NameByPlace(i) : name;
            if (name.Length > 200 || name.Any(char.IsControl))
            {
                throw Refuse(
                    "A column's name is too long or holds control characters",
                    i,
                    "rename it; if it runs over several lines, close its quote"
                );
            }

            if (!seen.TryAdd(name, i))
            {
                throw Refuse($"Columns {seen[name] + 1} and {i + 1} have the same name, '{name}'", i, "rename one of them");
            }

            names.Add(name);
        }

        return names;

        ProblemException Refuse(string title, int column, string hint) =>
            new(
                new(
                    title,
                    cells[column].Length == 0 ? "an empty cell" : $"'{BlobNames.Printable(Encoding.UTF8.GetString(cells[column]))}'",
                    "distinct names of at most 200 characters",
                    $"{where}, column {column + 1}",
                    hint
                )
            );
    }

    private static bool LooksNumeric(IReadOnlyList<byte[][]> rows, int column, Func<byte[], bool> isNumber)
    {
        var (numbers, unparsed) = (0, 0);
        foreach (var row in rows)
        {
            if (column < row.Length && !MissingMarkers.IsMissingQuantity(row[column]))
            {
                _ = isNumber(row[column]) ? numbers++ : unparsed++;
            }
        }

        return MajorityRule.Holds(numbers, unparsed);
    }

    private static bool IsNumber(byte[] cell) => NumberParser.TryParse(cell, out _);

    /// <summary>The same, or with a decimal comma.</summary>
    private static bool MayBeNumber(byte[] cell) => IsNumber(cell) || NumberParser.TryParseComma(cell, out _);
}
