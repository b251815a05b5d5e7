using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Finds instants among numbers: seconds or milliseconds since 1970, and days as Excel counts them. A number alone says nothing, so the
/// column has to be called like a time, and every number has to lie in our time.
/// </summary>
internal static class TimeNumbers
{
    /// <summary>Fewest distinct numbers.</summary>
    private const int Fewest = 4;

    /// <summary>Days are counted by Excel, whole or with a part of a day, in columns called like a date.</summary>
    private static readonly string[] DateWords = ["date", "dates", "datum", "fecha", "when", "datetime"];

    private static readonly string[] TimeWords =
    [
        .. DateWords,
        "time",
        "timestamp",
        "ts",
        "epoch",
        "unix",
        "at",
        "created",
        "updated",
        "modified",
        "zeit",
        "zeitpunkt",
    ];

    private static readonly (string Pattern, string[] Words, double First, double Last)[] Kinds =
    [
        (TimePattern.UnixSeconds, TimeWords, 631_152_000, 2_524_608_000), // 1990 to 2050.
        (TimePattern.UnixMilliseconds, TimeWords, 631_152_000_000, 2_524_608_000_000),
        (TimePattern.ExcelDays, DateWords, 32_874, 54_789),
    ];

    /// <summary>The column as instants, and how its cells count them; null where they do not.</summary>
    /// <param name="column">The numbers.</param>
    /// <param name="isTime">Whether the column is declared a time, whatever it is called.</param>
    public static (TimeColumn Column, string Pattern)? Of(NumberColumn column, bool isTime)
    {
        var words = IdentifierNames.WordsOf(column.Name);
        var kind = Kinds.FirstOrDefault(kind =>
            (isTime || words.Intersect(kind.Words, StringComparer.OrdinalIgnoreCase).Any())
            && Array.TrueForAll(column.Values, value => double.IsNaN(value) || (value >= kind.First && value < kind.Last))
        );
        return kind.Pattern is null || column.Values.Where(value => !double.IsNaN(value)).Distinct().Take(Fewest).Count() < Fewest
            ? null
            : (
                new(
                    column.Name,
                    Array.ConvertAll(
                        column.Values,
                        value => double.IsNaN(value) ? TimeColumn.Missing : TimePattern.TicksOf((decimal)value, kind.Pattern)
                    )
                ),
                kind.Pattern
            );
    }

    /// <summary>
    /// A column of eight digits with the year at their end as dates, and how they are written; null where not every cell is one, or
    /// nothing shows which number is the day.
    /// </summary>
    public static (TimeColumn Column, string Pattern)? OfDigits(DataColumn column)
    {
        var levels = DigitsOf(column);
        if (levels is null || levels.Length < Fewest)
        {
            return null;
        }

        string[] fitting = [.. YearLast.Where(pattern => Array.TrueForAll(levels, level => IsDate(level, pattern)))];
        if (fitting is not [var pattern])
        {
            return null;
        }

        var ticks = new long[column.Length];
        for (var row = 0; row < ticks.Length; row++)
        {
            ticks[row] =
                !column.IsMissing(row)
                && TimePattern.TryParse(System.Text.Encoding.UTF8.GetBytes(CellWriter.Write(column, row)!), pattern, out var read)
                    ? read
                    : TimeColumn.Missing;
        }

        return (new(column.Name, ticks), pattern);
    }

    /// <summary>Whether every cell is a date of eight digits with the year at their end, whichever number is the day.</summary>
    public static bool AreDigits(DataColumn column) =>
        DigitsOf(column) is { Length: >= Fewest } levels
        && YearLast.Any(pattern => Array.TrueForAll(levels, level => IsDate(level, pattern)));

    private static readonly string[] YearLast = [TimePattern.DayMonthYear, TimePattern.MonthDayYear];

    /// <summary>The distinct cells, where all are of eight digits, or of seven as numbers without a zero at the beginning.</summary>
    private static string[]? DigitsOf(DataColumn column)
    {
        string[] levels = column switch
        {
            TextColumn text => text.Levels,
            NumberColumn number
                when Array.TrueForAll(number.Values, value => double.IsNaN(value) || value is >= 1_000_000 and < 100_000_000) =>
            [
                .. number.Values.Where(value => !double.IsNaN(value)).Distinct().Select(CellWriter.Write),
            ],
            _ => [],
        };
        return
            levels.Length > 0
            && Array.TrueForAll(levels, level => level.Length is 7 or 8 && level.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            ? levels
            : null;
    }

    private static bool IsDate(string level, string pattern) =>
        TimePattern.TryParse(System.Text.Encoding.ASCII.GetBytes(level), pattern, out var ticks)
        && new DateTime(ticks).Year is >= 1900 and < 2100;
}
