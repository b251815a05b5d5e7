namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Exponential and logarithm from additions, multiplications and divisions alone, which IEEE 754 defines to the bit: the platform's own differ in
/// their last bits from one C library to the next, and a model must not depend on the machine that trained it.
/// </summary>
internal static class PortableMath
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e to the x, to about one unit in the last place.</summary>
    public static double Exp(double x)
    {
        if (!(x > -708))
        {
            return double.IsNaN(x) ? x : 0;
        }

        if (x > 709)
        {
            return double.PositiveInfinity;
        }

        // x = k ln 2 + r with |r| <= ln 2 / 2; e^x = 2^k e^r, the latter by its Taylor series to the 13th power, whose rest is below 2^-56.
        var k = Math.Floor((x * Log2E) + 0.5);
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var sum = 1.0;
        for (var i = 13; i >= 1; i--)
        {
            sum = 1 + (r / i * sum);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>Natural logarithm of a positive, normal, finite number, to about one unit in the last place.</summary>
    public static double Log(double x)
    {
        // x = 2^k m with m around 1; ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172, by its series to the 19th power.
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            (m, k) = (m / 2, k + 1);
        }

        var s = (m - 1) / (m + 1);
        var square = s * s;
        var sum = 0.0;
        for (var i = 21; i >= 3; i -= 2)
        {
            sum = (sum + (1.0 / i)) * square;
        }

        return (k * Ln2High) + ((2 * s * (1 + sum)) + (k * Ln2Low));
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static double Logistic(double x) => 1 / (1 + Exp(-x));
}
