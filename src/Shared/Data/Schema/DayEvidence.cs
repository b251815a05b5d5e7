using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// What the dates of a column prove about the order of day and month: no month has the number 13. Every count is of
/// cells with a date such as 03/04/2026.
/// </summary>
/// <param name="DayFirst">Cells in which only the first number can be the day.</param>
/// <param name="MonthFirst">Cells in which only the second one can.</param>
/// <param name="Doubtful">Cells in which either can.</param>
internal sealed record DayEvidence(long DayFirst, long MonthFirst, long Doubtful)
{
    private const int Months = 12;

    /// <summary>The order, where all proofs agree.</summary>
    public DayOrder Order =>
        (DayFirst > 0) == (MonthFirst > 0) ? DayOrder.Unknown
        : DayFirst > 0 ? DayOrder.DayFirst
        : DayOrder.MonthFirst;

    /// <summary>The evidence of a column.</summary>
    /// <param name="text">The column.</param>
    /// <param name="levels">Its levels, in UTF-8.</param>
    public static DayEvidence Of(TextColumn text, byte[][] levels)
    {
        var orders = Array.ConvertAll(levels, OrderOf);
        var cells = new long[Enum.GetValues<DayOrder>().Length];
        foreach (var code in text.Codes)
        {
            if (code >= 0 && orders[code] is { } order)
            {
                cells[(int)order]++;
            }
        }

        var (dayFirst, monthFirst, doubtful) = (
            cells[(int)DayOrder.DayFirst],
            cells[(int)DayOrder.MonthFirst],
            cells[(int)DayOrder.Unknown]
        );
        return IsYearFirst(levels) ? new(0, 0, dayFirst + monthFirst + doubtful) : new(dayFirst, monthFirst, doubtful);
    }

    /// <summary>What one date proves; null if the text is no such date.</summary>
    private static DayOrder? OrderOf(byte[] level) =>
        DateText.TrySplit(level, out var mark, out var parts, out _) && mark != '.'
            ? parts.First > Months
                ? DayOrder.DayFirst
                : parts.Second > Months
                    ? DayOrder.MonthFirst
                    : DayOrder.Unknown
            : null;

    /// <summary>
    /// Whether the first number may be the year and the last one the day, as in 26/12/31: the last ones vary more, and
    /// no first one is a month.
    /// </summary>
    public static bool IsYearFirst(byte[][] levels)
    {
        var (first, last) = (new HashSet<int>(), new HashSet<int>());
        foreach (var level in levels)
        {
            if (DateText.TrySplit(level, out _, out var parts, out _))
            {
                if (parts is not { First: > Months, Second: <= Months, Year: > 0 and <= 31 })
                {
                    return false;
                }

                first.Add(parts.First);
                last.Add(parts.Year);
            }
        }

        return last.Count > first.Count;
    }
}
