using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Numerics;

/// <summary>
/// Exponential and logarithm from additions, multiplications and divisions only. IEEE 754 defines these to the bit,
/// while platform functions differ in their last bits between C libraries, and fused operations between processors. So
/// a model does not depend on the machine that trained it. Vectors are computed element by element, so their width does
/// not matter.
/// </summary>
internal static class PortableMath
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>1/2!, 1/3!, ... 1/13!: e^r's Taylor series for |r| at most half of ln 2, whose rest is below 2^-56.</summary>
    private static readonly double[] InverseFactorials =
    [
        .. Enumerable.Range(2, 12).Select(n => 1 / Enumerable.Range(2, n - 1).Aggregate(1.0, (product, i) => product * i)),
    ];

    /// <summary>e to the x, to about one unit in the last place; 0 below -708.</summary>
    public static double Exp(double x)
    {
        if (!(x >= -708 && x <= 709))
        {
            return double.IsNaN(x) ? x
                : x < 0 ? 0
                : double.PositiveInfinity;
        }

        // x = k ln 2 + r; e^x = 2^k e^r.
        var k = Math.Floor((x * Log2E) + 0.5);
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var tail = 0.0;
        for (var i = InverseFactorials.Length - 1; i >= 0; i--)
        {
            tail = (tail * r) + InverseFactorials[i];
        }

        return (1 + (r + (r * r * tail))) * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>The same, four at a time and to the same bits.</summary>
    public static Vector256<double> Exp(Vector256<double> x)
    {
        if (!Vector256.GreaterThanOrEqualAll(x, Vector256.Create(-708.0)) || !Vector256.LessThanOrEqualAll(x, Vector256.Create(709.0)))
        {
            return Vector256.Create(Exp(x[0]), Exp(x[1]), Exp(x[2]), Exp(x[3]));
        }

        var k = Vector256.Floor((x * Log2E) + Vector256.Create(0.5));
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var tail = Vector256<double>.Zero;
        for (var i = InverseFactorials.Length - 1; i >= 0; i--)
        {
            tail = (tail * r) + Vector256.Create(InverseFactorials[i]);
        }

        return (Vector256<double>.One + (r + (r * r * tail)))
            * Vector256.ShiftLeft(Vector256.ConvertToInt64Native(k) + Vector256.Create(1023L), 52).AsDouble();
    }

    /// <summary>Natural logarithm of a positive, normal, finite number, to about one unit in the last place.</summary>
    public static double Log(double x)
    {
        // x = 2^k m with m around 1; ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172, by its series to the 21st power.
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

    /// <summary>e to the x in single precision, to about two units in the last place; x is taken into [-87, 88].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-87f)), Vector256.Create(88f));
        var k = Vector256.Floor((x * (float)Log2E) + Vector256.Create(0.5f));
        // ln 2 in two parts, the first with so few digits that k times it is exact.
        var r = x - (k * 0.693359375f) - (k * -2.12194440e-4f);
        // Minimax polynomial of (e^r - 1 - r) / r² for |r| up to ln 2 / 2 (Moshier, Cephes, expf).
        var p = (r * 1.9875691500e-4f) + Vector256.Create(1.3981999507e-3f);
        p = (p * r) + Vector256.Create(8.3334519073e-3f);
        p = (p * r) + Vector256.Create(4.1665795894e-2f);
        p = (p * r) + Vector256.Create(1.6666665459e-1f);
        p = (p * r) + Vector256.Create(5.0000001201e-1f);
        p = (p * r * r) + r + Vector256<float>.One;
        return p * Vector256.ShiftLeft(Vector256.ConvertToInt32Native(k) + Vector256.Create(127), 23).AsSingle();
    }

    /// <summary>1 / (1 + e^-x) in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Logistic(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));
}
