using System.Buffers.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>How sure it is that a record is a header.</summary>
internal enum HeaderEvidence
{
    /// <summary>It is a row of data.</summary>
    None,

    /// <summary>It holds words alone, and nothing speaks against it.</summary>
    Possible,

    /// <summary>A word stands over a column of numbers, or a known name is in it.</summary>
    Sure,
}

/// <summary>
/// What stands before the rows of a table: titles and comments, then the header, which may lack a name for the column of row names.
/// </summary>
/// <param name="Records">The number of titles and comments, which are skipped.</param>
/// <param name="HasRowNames">The header has one name fewer than the rows have cells: the first column has none.</param>
internal readonly record struct Preamble(int Records, bool HasRowNames)
{
    /// <summary>More lines before a table are no titles.</summary>
    private const int MaxRecords = 100;

    /// <summary>Rows that count up one by one by accident are fewer.</summary>
    private const int CertainCount = 5;

    /// <summary>Finds the header by the number of cells that most records have.</summary>
    /// <param name="records">The first records of a file.</param>
    /// <param name="judge">Whether a record is the header of those below it.</param>
    /// <param name="mayHaveRowNames">Whether a first column without a name is expected, or nothing is known of the columns.</param>
    /// <param name="lineOf">The line of a record, for messages.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="ProblemException">A line before the rows has another number of cells, and what it is cannot be told.</exception>
    public static Preamble Find(
        List<byte[][]> records,
        Func<byte[][], List<byte[][]>, HeaderEvidence> judge,
        bool mayHaveRowNames,
        Func<int, long> lineOf,
        string file
    )
    {
        var width = CommonWidth(records);
        var comments = records.TakeWhile(record => IsComment(record) && record.Length != width).Count();
        if (width == 0 || comments >= records.Count || EndsWithSeparator(records[comments], records[(comments + 1)..], width))
        {
            return new(width == 0 ? 0 : Math.Min(comments, records.Count - 1), false);
        }

        var most = Math.Min(MaxRecords, records.Count - comments - 1);
        var count = comments + records.Skip(comments).Take(most).TakeWhile(record => MayBeTitle(record, width)).Count();
        var next = judge(records[count], records[(count + 1)..]);
        if (
            count == comments + 1
            && MayLackOneName(records[comments], width)
            && next != HeaderEvidence.Sure
            && judge(
                [
                    [],
                    .. records[comments],
                ],
                records[count..]
            ) != HeaderEvidence.None
        )
        {
            // Above two columns a word is a title; above more it may be the header, or may not.
            return next == HeaderEvidence.None
                ? mayHaveRowNames && AreRowNames(records[count..], width)
                    ? new(comments, true)
                    : throw RefuseWide()
                : width == 2
                    ? new(count, false)
                    : throw Refuse(comments);
        }

        var mayBeCommented = records.Take(count).Any(record => IsComment(record) && record.Length == width);
        var isFound = next == HeaderEvidence.Sure || (next == HeaderEvidence.Possible && !mayBeCommented);
        var isWideHeader = records[comments].Length > width && judge(records[comments], records[(comments + 1)..]) == HeaderEvidence.Sure;
        var isOdd = count > comments && records[comments].Length != width && !isWideHeader;
        return isFound ? new(count, false)
            : isOdd ? throw Refuse(comments)
            : new(comments, false);

        ProblemException RefuseWide() =>
            new(
                new(
                    "The rows have one cell more than the header has names",
                    $"line {lineOf(count)} has {Cells(width)}, the header {width - 1}",
                    "a name for each column; only a first column of row names may lack one",
                    $"{file}, line {lineOf(count)}",
                    "does a decimal comma cut a number in two? then separate cells by semicolons, or put such numbers in quotes"
                )
            );

        ProblemException Refuse(int record) =>
            new(
                new(
                    "The file does not begin as its rows go on",
                    $"line {lineOf(record)} has {Cells(records[record].Length)}, most of the others {width}",
                    "a header with a name for each column",
                    $"{file}, line {lineOf(record)}",
                    "is it a title or a comment? then delete it, or begin it with #; else give each column a name"
                )
            );
    }

    /// <summary>The number of cells that most records have; 0 where no number prevails.</summary>
    private static int CommonWidth(List<byte[][]> records)
    {
        var common = records.CountBy(record => record.Length).MaxBy(width => width.Value);
        return common.Value * 2 > records.Count ? common.Key : 0;
    }

    private static bool IsComment(byte[][] record) => record[0] is [(byte)'#', ..];

    /// <summary>A title has another number of cells, or fills one of several. Blank lines of a spreadsheet fill none.</summary>
    private static bool MayBeTitle(byte[][] record, int width) =>
        record.Length != width
        || IsComment(record)
        || (record.Count(cell => cell.Length > 0) is var filled && (filled == 0 || (filled == 1 && width > 2)));

    private static bool MayLackOneName(byte[][] record, int width) =>
        record.Length == width - 1
        && !IsComment(record)
        && Array.TrueForAll(record, cell => cell.Length > 0 && !NumberParser.TryParse(cell, out _));

    /// <summary>
    /// Whether the first cells name the rows: distinct words, or whole numbers that grow. Where a decimal comma may have cut
    /// numbers into two whole ones, only a count from 0 or 1 over several rows does.
    /// </summary>
    private static bool AreRowNames(List<byte[][]> rows, int width)
    {
        var whole = rows.Where(row => row.Length == width).ToList();
        var numbers = whole.Where(row => NumberParser.TryParse(row[0], out _)).ToList();
        if (numbers.Count == 0)
        {
            return whole.Select(row => Convert.ToHexString(row[0])).Distinct().Count() == whole.Count;
        }

        var counts = whole
            .Select(row => Utf8Parser.TryParse(row[0], out long number, out var read) && read == row[0].Length ? number : -1)
            .ToList();
        var grows = counts[0] >= 0 && counts.Zip(counts.Skip(1)).All(pair => pair.First < pair.Second);
        var mayBeCut = whole.TrueForAll(row => row[1].Length > 0 && Array.TrueForAll(row[1], digit => char.IsAsciiDigit((char)digit)));
        return grows && (!mayBeCut || (whole.Count >= CertainCount && counts[0] <= 1 && counts[^1] - counts[0] == whole.Count - 1));
    }

    /// <summary>Whether every row has one cell more than the header, and nothing in it.</summary>
    public static bool EndsWithSeparator(byte[][] header, List<byte[][]> below, int width) =>
        header.Length == width - 1 && below.Count > 0 && below.TrueForAll(row => row.Length == width && row[^1].Length == 0);

    private static string Cells(int count) => count == 1 ? "one cell" : $"{count} cells";
}
