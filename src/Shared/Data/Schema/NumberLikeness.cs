using System.Text.RegularExpressions;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds columns of texts most of which look like numbers to a person, and were not read as such.</summary>
internal static partial class NumberLikeness
{
    /// <summary>Least share of cells that look like numbers at which the column is noted.</summary>
    private const double Share = 0.5;

    /// <summary>Distinct texts that are looked at, the most frequent ones.</summary>
    private const int Looked = 10_000;

    /// <summary>
    /// A text that looks like a number, and the commonest that does not or null, where most cells of the column look like numbers; null
    /// where they do not.
    /// </summary>
    public static (string Number, string? Other)? ExamplesOf(TextColumn column)
    {
        var counts = new long[column.Levels.Length];
        foreach (var code in column.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        var levels = Enumerable.Range(0, counts.Length).OrderByDescending(code => counts[code]).ThenBy(code => code).Take(Looked).ToArray();
        var alike = levels.Where(code => LooksLikeNumber(column.Levels[code])).ToArray();
        var others = levels.Except(alike).ToArray();
        var (cells, all) = (alike.Sum(code => counts[code]), levels.Sum(code => counts[code]));
        return alike.Length == 0 || cells <= Share * all || Array.TrueForAll(levels, code => IsPlain(column.Levels[code]))
            ? null
            : (
                column.Levels[alike.MinBy(code => (IsPlain(column.Levels[code]), code))],
                others.Length > 0 ? column.Levels[others[0]] : null
            );
    }

    private static bool IsPlain(string text) => NumberParser.TryParse(text, out _);

    private static bool LooksLikeNumber(string text) =>
        IsPlain(text) || ColumnNumberFormat.IsNumber(text) || (text.Length <= NumberLiteral.MaxLength && Number().IsMatch(Latin(text)));

    /// <summary>Digits and marks of Arabic and Persian as those of Latin script.</summary>
    private static string Latin(string text) =>
        string.Concat(
            text.Select(c =>
                char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c))
                : c == '\u066B' ? '.'
                : c == '\u066C' ? ','
                : c
            )
        );

    /// <summary>
    /// Digits with marks between them, an exponent, and beside them a currency, a unit behind a blank, or a suffix such as k or kg.
    /// Other words in front make names, such as town 3.
    /// </summary>
    [GeneratedRegex(
        @"^([-+\u2212(]?(([A-Z]{3}|Rs\.?|kr\.?|Fr\.?|R\$|zł|Kč|Ft|lei|RM|Rp)\s?(?=[-+\u2212]?\d)|\p{Sc}\s?)?[-+\u2212]?"
            + @"(\d{1,3}([.,_'’ \u00a0\u202f]\d{2,3})+|\d+)([.,]\d+)?([eE][-+]?\d{1,3})?(\s?[%\p{Sc}-])?\)?"
            + @"|[-+\u2212]?(\d{1,3}([.,_'’ \u00a0\u202f]\d{2,3})+|\d+)([.,]\d+)?([eE][-+]?\d{1,3})?\s\p{L}{1,4}\.?"
            + @"|[-+\u2212]?(\d+([.,]\d+)?([kK]|kg|km|cm|mm|ms|kWh|kW|kB|MB|GB|TB|min)|\d+[.,]\d+\s?\p{L}{1,3}))$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Number();
}
