namespace MLOpsFunctions.Data.Inference;

/// <summary>Which of the first two numbers of a date such as 03/04/2026 is the day.</summary>
internal enum DayOrder
{
    /// <summary>Nothing tells.</summary>
    Unknown,

    /// <summary>The first, as in most of the world.</summary>
    DayFirst,

    /// <summary>The second, as in the United States.</summary>
    MonthFirst,
}

/// <summary>Finds the order of a column from those of its dates that can be read one way only: no month has the number 13.</summary>
internal static class DayOrders
{
    private const int Months = 12;

    public static DayOrder Of(IEnumerable<byte[]> texts)
    {
        var (dayFirst, monthFirst) = (false, false);
        foreach (var text in texts)
        {
            if (Times.TrySlashed(text, out var first, out var second, out _, out _))
            {
                (dayFirst, monthFirst) = (dayFirst || first > Months, monthFirst || second > Months);
            }
        }

        return dayFirst == monthFirst ? DayOrder.Unknown : dayFirst ? DayOrder.DayFirst : DayOrder.MonthFirst;
    }
}
