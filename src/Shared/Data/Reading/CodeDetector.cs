namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Detects codes that look like numbers. A quantity has no leading zero, unlike 02139. Whole numbers beyond 2^53, which
/// a double cannot all represent, are identifiers.
/// </summary>
internal static class CodeDetector
{
    /// <summary>
    /// Least share of codes with a leading zero or beyond 2^53. Fewer may be mistakes. About a tenth of postal codes begin with a zero.
    /// </summary>
    private const double MinShare = 0.01;

    /// <summary>Shorter ones are hours, days and months, which have an order.</summary>
    private const int MinLength = 3;

    /// <summary>Digits behind the + of a telephone number; a quantity has seldom a + and never so many.</summary>
    private const int MinPhoneDigits = 7;

    /// <summary>So many numbers have a right check digit by chance once in ten thousand million.</summary>
    private const int MinArticles = 10;

    /// <summary>2^53: up to here a double has every whole number.</summary>
    private const double LastExact = 9_007_199_254_740_992;

    /// <summary>More different ones are no versions.</summary>
    private const int MaxVersions = 100;

    /// <summary>
    /// Whether cells are no numbers though each could be read as one: versions such as 1.1 and 1.10, which are two, or codes such as 12e4
    /// and 3e8. Programs write an exponent with its sign.
    /// </summary>
    public static bool AreSpelled(IEnumerable<byte[]> cells)
    {
        var (present, exponents, spellings) = (0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var cell in cells.Where(cell => !MissingMarkers.IsMissingQuantity(cell)))
        {
            var mark = cell.AsSpan().IndexOfAny("eE."u8);
            if (mark <= 0 || !IsDigits(cell.AsSpan(0, mark)) || !IsDigits(cell.AsSpan(mark + 1)))
            {
                return false;
            }

            present++;
            exponents += cell[mark] == '.' ? 0 : 1;
            _ = spellings.Count <= MaxVersions && spellings.Add(System.Text.Encoding.UTF8.GetString(cell));
        }

        return present > 0
            && (
                exponents == present
                || (
                    exponents == 0
                    && spellings.Count <= MaxVersions
                    && spellings.DistinctBy(text => NumberParser.TryParse(text, out var value) ? value : double.NaN).Count()
                        < spellings.Count
                )
            );
    }

    /// <summary>The digits of each code, where all have as many; null where they have not, or are no codes.</summary>
    public static int? DigitsOf(string[] levels) =>
        levels.Length > 0
        && levels[0].Length is >= MinLength and <= NumberLiteral.MaxLength
        && Array.TrueForAll(levels, level => level.Length == levels[0].Length)
        && AreCodes(levels.Select(System.Text.Encoding.UTF8.GetBytes))
            ? levels[0].Length
            : null;

    /// <summary>
    /// Whether all cells are digits alone, and some of them begin with a zero that says nothing of their size or are too long for a
    /// double. Missing ones count for neither.
    /// </summary>
    public static bool AreCodes(IEnumerable<byte[]> cells)
    {
        var (all, odd, articles) = (0, 0, 0);
        foreach (var cell in cells)
        {
            if (!MissingMarkers.IsMissingQuantity(cell))
            {
                var isInexact = NumberParser.TryParse(cell, out var value) && IsInexact(cell, value);
                var isPhone = cell.Length > MinPhoneDigits && cell[0] == '+' && IsDigits(cell.AsSpan(1));
                if (!isInexact && !isPhone && !IsDigits(cell))
                {
                    return false;
                }

                all++;
                odd += isInexact || isPhone || (cell.Length >= MinLength && cell[0] == '0') ? 1 : 0;
                articles += IsArticleNumber(cell) ? 1 : 0;
            }
        }

        return (odd > 0 && odd >= MinShare * all) || (all >= MinArticles && articles == all);
    }

    /// <summary>
    /// Whether the last digit is the check digit of those before it, as in the article numbers EAN-8, UPC, EAN-13 and GTIN-14 (GS1
    /// General Specifications, 7.9).
    /// </summary>
    private static bool IsArticleNumber(ReadOnlySpan<byte> cell)
    {
        if (cell.Length is not (8 or 12 or 13 or 14) || !IsDigits(cell))
        {
            return false;
        }

        var sum = 0;
        for (var fromEnd = 0; fromEnd < cell.Length; fromEnd++)
        {
            sum += (cell[^(fromEnd + 1)] - '0') * ((fromEnd & 1) == 0 ? 1 : 3);
        }

        return sum % 10 == 0;
    }

    /// <summary>
    /// Whether a column holds codes, because enough of its numbers are whole numbers that a double cannot represent
    /// exactly.
    /// </summary>
    public static bool AreInexact(long inexact, long numbers) => inexact > 0 && inexact >= MinShare * numbers;

    /// <summary>Whether a cell is digits alone.</summary>
    public static bool IsDigits(ReadOnlySpan<byte> cell) => cell.Length > 0 && !cell.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Whether a number is written as a whole one, and too large for a double to tell it from its neighbours.</summary>
    public static bool IsInexact(ReadOnlySpan<byte> cell, double value) =>
        Math.Abs(value) >= LastExact && IsDigits(cell.StartsWith("-"u8) ? cell[1..] : cell);
}
