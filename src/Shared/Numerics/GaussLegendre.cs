namespace MLOpsFunctions.Numerics;

/// <summary>
/// Points and weights on [0, 1] whose weighted sum is the integral of any polynomial of degree up to twice their number
/// less one.
/// </summary>
internal sealed class GaussLegendre
{
    private GaussLegendre(int count)
    {
        (Points, Weights) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            // Newton's method on the Legendre polynomial, from Tricomi's approximation of its i-th root (Abramowitz and Stegun, 22.16.6).
            var x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 0d;
            for (var step = 0; step < 12; step++)
            {
                (var value, slope) = Legendre(count, x);
                x -= value / slope;
            }

            (Points[i], Weights[i]) = ((1 - x) / 2, 1 / ((1 - (x * x)) * slope * slope));
        }
    }

    /// <summary>Where the polynomial is taken, ascending.</summary>
    public double[] Points { get; }

    /// <summary>What each value counts; together 1.</summary>
    public double[] Weights { get; }

    /// <summary>The most points of a rule: exact up to degree 63, more than a path through the deepest tree needs.</summary>
    public const int MaxPoints = 32;

    /// <summary>Rules of 1, 2, ... points, by index plus one.</summary>
    public static IReadOnlyList<GaussLegendre> Rules { get; } =
    [.. Enumerable.Range(1, MaxPoints).Select(count => new GaussLegendre(count))];

    /// <summary>The Legendre polynomial and its slope, by Bonnet's recursion.</summary>
    private static (double Value, double Slope) Legendre(int degree, double x)
    {
        var (before, value) = (1d, x);
        for (var n = 2; n <= degree; n++)
        {
            (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
        }

        return (value, degree * ((x * value) - before) / ((x * x) - 1));
    }
}
