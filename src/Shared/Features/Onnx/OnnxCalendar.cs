using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Features.Onnx;

/// <summary>
/// Finds the parts of times in whole numbers. Years are counted from March, so that the leap day is the last of a year
/// (Richards, Mapping Time, 1998, chapter 25).
/// </summary>
/// <param name="graph">The model to add to.</param>
/// <param name="microseconds">Microseconds since 1 January of the year 1 in UTC, 0 or more.</param>
internal sealed class OnnxCalendar(OnnxGraph graph, string microseconds)
{
    private const long Day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
    private const long Hour = TimeSpan.TicksPerHour / TimeSpan.TicksPerMicrosecond;
    private const long Minute = TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond;

    /// <summary>Days from 1 March of the year 0 to 1 January of the year 1.</summary>
    private const long DaysToFirst = 306;
    private const long DaysOf400Years = 146_097;
    private const long DaysOf100Years = 36_524;
    private const long DaysOf4Years = 1_461;

    private readonly Dictionary<string, string> _known = [];

    /// <summary>A part other than the days since an origin.</summary>
    public string Part(TimePart part) =>
        part switch
        {
            TimePart.Year => Year(),
            TimePart.Month => Month(),
            TimePart.Day => Add(Subtract(DayOfYearFromMarch(), DaysBeforeMonth()), 1),
            TimePart.DayOfWeek => Remainder(Add(Days(), 1), 7),
            TimePart.DayOfYear => Add(Subtract(Days(), DaysBeforeYear()), 1),
            TimePart.Hour => Divide(Remainder(microseconds, Day), Hour),
            TimePart.Minute => Divide(Remainder(microseconds, Hour), Minute),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

    private string Days() => Once("days", () => Divide(microseconds, Day));

    private string DayOfEra() => Once("dayOfEra", () => Remainder(Add(Days(), DaysToFirst), DaysOf400Years));

    /// <summary>The year of the era of 400, from March.</summary>
    private string YearOfEra() =>
        Once(
            "yearOfEra",
            () =>
            {
                // Whole years, once the leap days are taken out: of every 4, but not of 100, but of 400.
                var day = DayOfEra();
                var even = Subtract(
                    graph.Add(Subtract(day, Divide(day, DaysOf4Years - 1)), Divide(day, DaysOf100Years)),
                    Divide(day, DaysOf400Years - 1)
                );
                return Divide(even, 365);
            }
        );

    private string DayOfYearFromMarch() =>
        Once(
            "dayFromMarch",
            () =>
            {
                var year = YearOfEra();
                var before = Subtract(graph.Add(Multiply(year, 365), Divide(year, 4)), Divide(year, 100));
                return Subtract(DayOfEra(), before);
            }
        );

    /// <summary>The month, 0 for March to 11 for February.</summary>
    private string MonthFromMarch() => Once("monthFromMarch", () => Divide(Add(Multiply(DayOfYearFromMarch(), 5), 2), 153));

    private string DaysBeforeMonth() => Divide(Add(Multiply(MonthFromMarch(), 153), 2), 5);

    private string Month() => Once("month", () => Add(Remainder(Add(MonthFromMarch(), 2), 12), 1));

    private string Year() =>
        Once(
            "year",
            () =>
            {
                var era = Divide(Add(Days(), DaysToFirst), DaysOf400Years);

                // January and February belong to the year that follows: month 10 and 11 from March.
                return graph.Add(graph.Add(Multiply(era, 400), YearOfEra()), Divide(MonthFromMarch(), 10));
            }
        );

    private string DaysBeforeYear()
    {
        var whole = Add(Year(), -1);
        return graph.Add(Subtract(graph.Add(Multiply(whole, 365), Divide(whole, 4)), Divide(whole, 100)), Divide(whole, 400));
    }

    private string Once(string name, Func<string> make)
    {
        if (!_known.TryGetValue(name, out var value))
        {
            _known.Add(name, value = make());
        }

        return value;
    }

    private string Add(string value, long number) => graph.Add(value, graph.Constant(number));

    private string Subtract(string left, string right) => graph.Subtract(left, right);

    private string Multiply(string value, long number) => graph.Multiply(value, graph.Constant(number));

    private string Divide(string value, long number) => graph.Divide(value, graph.Constant(number));

    private string Remainder(string value, long number) => graph.Apply("Mod", [value, graph.Constant(number)]);
}
