using System.Globalization;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// The marks of numbers as an example shows them: <c>1.234,5</c>, <c>1,234</c>, <c>1'234.5</c>, <c>€ 1 234,50</c>,
/// <c>5.5%</c>.
/// </summary>
/// <param name="Thousands">What stands between thousands; null: nothing.</param>
/// <param name="Decimal">The decimal mark.</param>
/// <param name="Unit">A currency sign or code, such as CHF, or %; null: none.</param>
internal sealed partial record NumberExample(char? Thousands, char Decimal, string? Unit)
{
    /// <summary>
    /// Reads an example; null where it is none. A mark before exactly three digits, as in 1,234, stands between
    /// thousands.
    /// </summary>
    public static NumberExample? Read(string example)
    {
        var code = Code().Match(example) is { Success: true } found ? found.Value : null;
        example = code is null ? example : example.Replace(code, "", StringComparison.Ordinal);
        string[] units = [.. example.Where(IsUnit).Select(unit => unit.ToString()), .. code is null ? (string[])[] : [code]];
        var match = Body().Match(example.Trim([.. example.Where(IsUnit), ' ', '\u00a0', '\u202f', '-', '+']));
        if (!match.Success || units.Length > 1)
        {
            return null;
        }

        var thousands = Mark(match.Groups["group"]);
        var point = Mark(match.Groups["point"]) ?? (thousands == '.' ? ',' : '.');
        return thousands == point ? null : new(thousands, point, units is [var unit] ? unit : null);
    }

    /// <summary>A currency's code before or behind the number.</summary>
    [GeneratedRegex(@"^[A-Z]{3}(?=[ \d])|(?<=[ \d])[A-Z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    private static bool IsUnit(char c) => c == '%' || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static char? Mark(Group group) =>
        !group.Success
            ? null
            : group.Value[0] switch
            {
                '\u2019' => '\'',
                '\u00a0' or '\u202f' or '\u2009' => ' ',
                var mark => mark,
            };

    [GeneratedRegex(
        @"^(\d{1,3}(?<group>[.,'’ \u00a0\u202f\u2009])\d{3}(\k<group>\d{3})*|\d+)((?<point>[.,])\d+)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Body();
}
