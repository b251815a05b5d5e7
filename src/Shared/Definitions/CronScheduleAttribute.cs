using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Bounds a text to a cron schedule of six fields: second, minute, hour, day of the month, month, day of the week. The
/// published schema has the same pattern, so that an editor refuses what the timers could not keep. What fits the pattern
/// must also be a <see cref="CronSchedule"/> that comes at some time.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CronScheduleAttribute : ValidationAttribute
{
    /// <summary>The pattern, as JSON Schema and .NET both read it.</summary>
    public static readonly string Pattern =
        $"^{string.Join("[ \\t]+", Field("[0-5]?[0-9]"), Field("[0-5]?[0-9]"), Field("[01]?[0-9]|2[0-3]"),
        Field("0?[1-9]|[12][0-9]|3[01]"),
        Field($"0?[1-9]|1[0-2]|{Names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")}"),
        Field($"[0-6]|{Names("Sun Mon Tue Wed Thu Fri Sat")}"))}$";

    /// <summary>
    /// The pattern of days that no year has, as JSON Schema and .NET both read it: 30 or 31 February, and 31 in months of
    /// 30 days, as days and months are spelled without steps.
    /// </summary>
    public static readonly string Never =
        $"^(?:[^ \\t]+[ \\t]+){{3}}(?:{Only("3[01]")}[ \\t]+{Only($"0?2|{Names("Feb")}")}"
        + $"|{Only("31")}[ \\t]+{Only($"0?[2469]|11|{Names("Feb Apr Jun Sep Nov")}", isRange: false)})[ \\t]";

    private static readonly Regex Schedule = new(Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string text || (Schedule.IsMatch(text) && CronSchedule.TryParse(text, out var schedule) && schedule.Comes);

    /// <summary>A field that lists these values only.</summary>
    private static string Only(string value, bool isRange = true)
    {
        var part = isRange ? $"(?:{value})(?:-(?:{value}))?" : $"(?:{value})";
        return $"{part}(?:,{part})*";
    }

    /// <summary>A field: values, ranges or all, each perhaps every so often, several separated by commas.</summary>
    private static string Field(string value) => $"{Part(value)}(?:,{Part(value)})*";

    private static string Part(string value) => $"(?:\\*|(?:{value})(?:-(?:{value}))?)(?:/[1-9][0-9]?)?";

    /// <summary>Names in letters of either case.</summary>
    private static string Names(string names) =>
        string.Join(
            '|',
            names
                .Split(' ')
                .Select(name => string.Concat(name.Select(letter => $"[{char.ToUpperInvariant(letter)}{char.ToLowerInvariant(letter)}]")))
        );
}
