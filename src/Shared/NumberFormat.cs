using System.Globalization;

namespace MLOpsFunctions;

/// <summary>Numbers as people read them, with a few digits, however large or small the number is.</summary>
public static class NumberFormat
{
    private const int Usual = 4;
    private const int Most = 12;

    /// <summary>Numbers with more digits before the point use an exponent.</summary>
    private const int Whole = 7;

    /// <summary>Rows: <c>2,790</c>.</summary>
    public static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>
    /// Four significant digits, and whole numbers up to millions as they are: <c>71.23</c>, <c>0.8123</c>, <c>1</c>,
    /// <c>1234567</c>, <c>1.235E300</c>.
    /// </summary>
    public static string Format(double value) => Format(value, Usual);

    /// <summary>
    /// So many decimals, of seven significant digits at most, for tables in which numbers stand below each other:
    /// <c>0.0071</c>, <c>1234.567</c>, <c>1.234568E300</c>, <c>7.1E-5</c>.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="decimals">Most decimals, 1 to 6.</param>
    public static string Tabulate(double value, int decimals = Usual)
    {
        var size = Math.Abs(value);
        return !double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture)
            : size == 0 ? "0" // Of either sign.
            : size >= 1e7 ? value.ToString("0.######E0", CultureInfo.InvariantCulture)
            : size < Math.Pow(10, -decimals) ? value.ToString("0.###E0", CultureInfo.InvariantCulture)
            : value.ToString(
                $"0.{new string('#', size < 10 ? decimals : Math.Min(decimals, Whole - 1 - (int)Math.Floor(Math.Log10(size))))}",
                CultureInfo.InvariantCulture
            );
    }

    /// <summary>As many digits as are needed to distinguish two numbers, such as 1.00004 from 1.</summary>
    public static string FormatDistinct(double value, double other)
    {
        for (var digits = Usual; digits < Most; digits++)
        {
            if (value == other || Format(value, digits) != Format(other, digits))
            {
                return Format(value, digits);
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Format(double value, int digits)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);
        }

        var whole = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return whole is > Whole or < -6
            ? value.ToString($"0.{new string('#', digits - 1)}E0", CultureInfo.InvariantCulture)
            : value.ToString($"0.{new string('#', Math.Clamp(digits - whole, 0, 18))}", CultureInfo.InvariantCulture);
    }
}
