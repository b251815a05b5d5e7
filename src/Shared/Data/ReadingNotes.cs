using MLOpsFunctions.Data.Reading;
using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>What a reader should know of how a file was read, in words.</summary>
internal static class ReadingNotes
{
    private const int Listed = 10;

    /// <summary>Lines before the table were passed over.</summary>
    public static string LinesBefore(IReadOnlyList<long> lines)
    {
        var listed = string.Join(", ", lines.Take(Listed).Select(line => line.ToString(CultureInfo.InvariantCulture))) + (lines.Count > Listed ? ", ..." : "");
        return lines.Count == 1 ? $"Line {listed} stands before the table and is passed over, as a title or a comment." : $"Lines {listed} stand before the table and are passed over, as titles or comments.";
    }

    /// <summary>A column of texts that look like dates.</summary>
    public static string LooksLikeDates(string column, string example) =>
        $"Column '{column}' looks like dates, such as '{Quarantine.Show(example)}', that cannot be read for sure, and is taken as text; declare its type time with a format such as \"dd/MM/yyyy\" to have them read.";

    /// <summary>A column of numbers most of which look like dates.</summary>
    public static string MostlyDates(string column, int others) => string.Create(
        CultureInfo.InvariantCulture,
        $"Column '{column}' looks like dates such as 20261231, but {others:N0} of its numbers are none, so that all are taken as numbers; declare its type time to have them read and the others set aside.");

    /// <summary>A column of numbers whose points may stand between thousands.</summary>
    public static string DoubtfulPoint(string column, string example) =>
        $"Column '{column}' is read with decimal points, though '{Quarantine.Show(example)}' may have one between thousands and no cell tells; if so, declare its type number with the format \"1.234,5\".";

    /// <summary>A column of texts that may be numbers.</summary>
    public static string DoubtfulComma(string column, string example) =>
        $"Column '{column}' is taken as text, because no cell tells whether the comma in '{Quarantine.Show(example)}' is decimal or between thousands; declare its type number with the format \"1,234.5\" or \"1.234,5\".";
}
