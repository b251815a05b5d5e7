namespace MLOpsFunctions.Features.Encoders;

/// <summary>The parts of an instant in UTC.</summary>
internal static class TimeParts
{
    /// <summary>A part as a number.</summary>
    public static double Value(long ticks, TimePart part, long origin)
    {
        var time = new DateTime(ticks, DateTimeKind.Utc);
        return part switch
        {
            TimePart.Year => time.Year,
            TimePart.Month => time.Month,
            TimePart.Day => time.Day,
            TimePart.DayOfWeek => (int)time.DayOfWeek,
            TimePart.DayOfYear => time.DayOfYear,
            TimePart.Hour => time.Hour,
            TimePart.Minute => time.Minute,
            TimePart.Elapsed => (ticks - origin) / (double)TimeSpan.TicksPerDay,
            _ => throw new InvalidDataException($"There is no time part {part}."),
        };
    }

    /// <summary>The features of a part in the dense form: two if it is periodic.</summary>
    public static int Features(TimePart part) => Period(part) > 0 ? 2 : 1;

    /// <summary>How long a part takes to come round; null if it never does.</summary>
    public static TimeSpan? Round(TimePart part) =>
        part switch
        {
            TimePart.Month or TimePart.DayOfYear => TimeSpan.FromDays(365),
            TimePart.Day => TimeSpan.FromDays(30),
            TimePart.DayOfWeek => TimeSpan.FromDays(7),
            TimePart.Hour => TimeSpan.FromDays(1),
            TimePart.Minute => TimeSpan.FromHours(1),
            _ => null,
        };

    /// <summary>The greatest value of a part that is a whole number.</summary>
    public static int Most(TimePart part) =>
        part switch
        {
            TimePart.Year => DateTime.MaxValue.Year,
            TimePart.Month => 12,
            TimePart.Day => 31,
            TimePart.DayOfWeek => 6,
            TimePart.DayOfYear => 366,
            TimePart.Hour => 23,
            TimePart.Minute => 59,
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

    /// <summary>The period of a part; 0 if it has none.</summary>
    public static double Period(TimePart part) =>
        part switch
        {
            TimePart.Month => 12,
            TimePart.Day => 31,
            TimePart.DayOfWeek => 7,
            TimePart.DayOfYear => 365.25,
            TimePart.Hour => 24,
            TimePart.Minute => 60,
            _ => 0,
        };
}
