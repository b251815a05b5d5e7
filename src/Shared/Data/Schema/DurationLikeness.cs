using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds columns of texts that look like durations or times of day, which are not read as such.</summary>
internal static partial class DurationLikeness
{
    /// <summary>Levels that are looked at.</summary>
    private const int Looked = 100;

    /// <summary>Least share of texts that look like durations at which the column is noted.</summary>
    private const double Share = 0.9;

    /// <summary>A text that looks like a duration, where nearly all of its column's do; null where they do not.</summary>
    public static string? ExampleOf(TextColumn column)
    {
        var levels = column.Levels.Take(Looked).ToArray();
        var alike = levels.Where(level => level.Length <= 40 && Duration().IsMatch(level)).ToArray();
        return alike.Length > 0 && alike.Length >= Share * levels.Length ? alike[0] : null;
    }

    /// <summary>
    /// <c>1:30</c>, <c>01:30:00.5</c>, <c>2.01:30:00</c>, <c>1 day, 1:30:00</c>, <c>1h 30m</c>, and ISO 8601's <c>PT1H30M</c>.
    /// </summary>
    [GeneratedRegex(
        @"^([-+]?(\d+\.|\d+ days?,? )?\d{1,4}:[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?[AaPp][Mm])?"
            + @"|(\d+([.,]\d+)? ?(d|h|hrs?|min|m|s|sec|days?|hours?|minutes?|seconds?)( |$)?){1,4}"
            + @"|-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Duration();
}
