using System.Globalization;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Reads numbers as files write them: a decimal point, no thousands separators, an exponent; exactly rounded.</summary>
internal static class Numeric
{
    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(n => double.Parse($"1e{n}", CultureInfo.InvariantCulture))];

    /// <summary>Reads a number. Infinite where it exceeds a double, NaN where the cell says so.</summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value) =>
        TryParseShort(cell, out value) || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>
    /// Digits with an optional sign and point, at most 15 of them: digits and power of ten are both exact doubles, so their quotient is rounded
    /// once and so correctly (Clinger, How to Read Floating Point Numbers Accurately, 1990).
    /// </summary>
    private static bool TryParseShort(ReadOnlySpan<byte> cell, out double value)
    {
        value = 0;
        var at = cell.Length > 0 && cell[0] == '-' ? 1 : 0;
        var (digits, count, point) = (0L, 0, -1);
        for (; at < cell.Length; at++)
        {
            var digit = (uint)(cell[at] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
            }
            else if (cell[at] == '.' && point < 0)
            {
                point = count;
            }
            else
            {
                return false;
            }
        }

        if (count is 0 or > 15)
        {
            return false;
        }

        value = point < 0 ? digits : digits / Powers[count - point];
        value = cell[0] == '-' ? -value : value;
        return true;
    }
}
