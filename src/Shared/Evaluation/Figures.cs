using System.Globalization;

namespace MLOpsFunctions.Evaluation;

/// <summary>Numbers as sentences show them.</summary>
internal static class Figures
{
    private const int Usual = 4;
    private const int Most = 12;

    /// <summary>Rows: <c>2,790</c>.</summary>
    public static string Count(int rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits: <c>71.23</c>, <c>0.8123</c>, <c>1</c>.</summary>
    public static string Show(double value) => Show(value, Usual);

    /// <summary>As many digits as it takes to tell the number from another: 1.00004 times where 1 is allowed.</summary>
    public static string ShowApart(double value, double other)
    {
        for (var digits = Usual; digits < Most; digits++)
        {
            if (value == other || Show(value, digits) != Show(other, digits))
            {
                return Show(value, digits);
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Show(double value, int digits)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);
        }

        var whole = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return whole is > 12 or < -6
            ? value.ToString($"0.{new string('#', digits - 1)}E0", CultureInfo.InvariantCulture)
            : value.ToString($"0.{new string('#', Math.Clamp(digits - whole, 0, 18))}", CultureInfo.InvariantCulture);
    }
}
