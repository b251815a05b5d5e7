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

    /// <summary>
    /// The pattern of a range that ends before it begins, such as 5-3 or Fri-Mon, which timers do not agree on, as JSON Schema and .NET
    /// both read it.
    /// </summary>
    public static readonly string Descending =
        $"(?:^|[ \\t,])(?:{DescendingNumbers()}|{DescendingNames("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")}"
        + $"|{DescendingNames("Sun Mon Tue Wed Thu Fri Sat")})(?:[ \\t,/]|$)";

    private static readonly Regex Backwards = new(Descending, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex Schedule = new(Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string text
        || (Schedule.IsMatch(text) && !Backwards.IsMatch(text) && CronSchedule.TryParse(text, out var schedule) && schedule.Comes);

    /// <summary>A field that lists these values only.</summary>
    private static string Only(string value, bool isRange = true)
    {
        var part = isRange ? $"(?:{value})(?:-(?:{value}))?" : $"(?:{value})";
        return $"{part}(?:,{part})*";
    }

    /// <summary>Numbers of one or two digits: with greater tens in front, or with the same tens and greater units.</summary>
    private static string DescendingNumbers() =>
        string.Join(
            '|',
            [
                .. Enumerable.Range(1, 5).Select(tens => $"{tens}[0-9]-{(tens == 1 ? "0" : $"[0-{tens - 1}]")}?[0-9]"),
                .. from tens in Enumerable.Range(0, 6)
                from units in Enumerable.Range(1, 9)
                let prefix = tens == 0 ? "0?" : $"{tens}"
                select $"{prefix}{units}-{prefix}[0-{units - 1}]",
            ]
        );

    private static string DescendingNames(string names)
    {
        var words = names.Split(' ');
        return string.Join('|', words.Skip(1).Select((word, i) => $"{Names(word)}-(?:{Names(string.Join(' ', words[..(i + 1)]))})"));
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
