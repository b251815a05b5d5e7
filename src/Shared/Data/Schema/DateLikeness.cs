using System.Text;
using System.Text.RegularExpressions;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds columns that look like dates to a person and were not read as such.</summary>
internal static partial class DateLikeness
{
    /// <summary>Levels that are looked at.</summary>
    private const int Looked = 100;

    /// <summary>Least share of cells that look like dates at which the column is noted.</summary>
    private const double Share = 0.9;

    /// <summary>A text that looks like a date, where nearly all of its column's do; null where they do not.</summary>
    public static string? ExampleOf(TextColumn column)
    {
        if (TimeNumbers.AreDigits(column))
        {
            return column.Levels[0];
        }

        var levels = column.Levels.Take(Looked).ToArray();
        var alike = levels.Where(level => LooksLikeDate(Encoding.UTF8.GetBytes(level))).ToArray();
        return alike.Length > 0 && alike.Length >= Share * levels.Length ? alike[0] : null;
    }

    /// <summary>
    /// How many of a column's numbers are no dates, where nearly all others are, such as 20261231; null where they are
    /// not, or all are.
    /// </summary>
    public static int? OthersThanDates(NumberColumn column)
    {
        var present = column.Values.Where(value => !double.IsNaN(value)).ToArray();
        var others = present.Count(value => !TimeTyping.IsDayOfDigits(value));
        return others > 0 && others <= (1 - Share) * present.Length ? others : null;
    }

    /// <summary>A year with the number or the name of a part of it.</summary>
    [GeneratedRegex(
        @"^(\p{L}{0,12}[-./ ]{0,2}\d{1,2}[-./ ]{1,2}(\p{L}{1,12}[-./ ]{1,2})?(19|20)\d\d"
            + @"|(19|20)\d\d[-./ ]{0,2}\p{L}{1,12}[-./ ]{0,2}\d{1,2})\.?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex YearAndMore();

    private static bool LooksLikeDate(byte[] text) =>
        TimeParser.TryParse(text, out _, DayOrder.DayFirst)
        || TimeParser.TryParse(text, out _, DayOrder.MonthFirst)
        || YearAndMore().IsMatch(Encoding.UTF8.GetString(text))
        || (DateText.TrySplit(text, out var mark, out var parts, out _) && (mark != '.' || parts.First > 12 || text[0] == '0'));
}
