using System.Globalization;

namespace MLOpsFunctions.Notes;

/// <summary>
/// Counts and lists of names in sentences. A note keeps as many names as its sentence shows, and how many there are.
/// </summary>
internal static class Wording
{
    /// <summary>Most names in a sentence.</summary>
    public const int Most = 10;

    /// <summary>The names that a note keeps.</summary>
    public static IReadOnlyList<string> Kept(IReadOnlyList<string> names, int most = Most) => [.. names.Take(most)];

    /// <summary>Names in quotation marks: <c>'a', 'b' and 3 more</c>.</summary>
    /// <param name="names">The names that are kept.</param>
    /// <param name="count">How many there are.</param>
    public static string Quoted(IReadOnlyList<string> names, double count) => Plain([.. names.Select(Quote)], count);

    /// <summary>Words: <c>a, b and 3 more</c>.</summary>
    public static string Plain(IReadOnlyList<string> words, double count) =>
        string.Join(", ", words)
        + (count > words.Count ? string.Create(CultureInfo.InvariantCulture, $" and {count - words.Count:N0} more") : "");

    /// <summary>Numbers: <c>1, 2 and 3 more</c>.</summary>
    public static string Plain(IReadOnlyList<double> numbers, double count) =>
        Plain([.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))], count);

    /// <summary>A count with its words: <c>1 row lies</c>, <c>1,200 rows lie</c>.</summary>
    public static string Counted(double count, string one, string many) =>
        count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {many}");

    /// <summary>A name in quotation marks, without characters that a terminal would obey.</summary>
    public static string Quote(string name) => $"'{PlainText.Name(name)}'";
}
