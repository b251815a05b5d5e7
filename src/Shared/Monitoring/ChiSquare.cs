namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The chi-square distribution: the upper incomplete gamma function by its series or its continued fraction, whichever
/// converges (Abramowitz and Stegun 6.5.29 and 6.5.31).
/// </summary>
internal static class ChiSquare
{
    private const double Precision = 1e-14;
    private const int MaxTerms = 10_000;

    /// <summary>The probability, 0 to 1, of a value of x or more.</summary>
    /// <param name="x">0 or more.</param>
    /// <param name="freedom">Degrees of freedom, 1 or more.</param>
    public static double Survival(double x, int freedom)
    {
        var (a, half) = (freedom / 2.0, x / 2);
        if (half <= 0)
        {
            return 1;
        }

        var scale = Math.Exp((a * Math.Log(half)) - half - LogGammaOfHalves(freedom));
        return Math.Clamp(half < a + 1 ? 1 - (scale * Series(a, half)) : scale * Fraction(a, half), 0, 1);
    }

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < MaxTerms && term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>By Lentz's method.</summary>
    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var (c, d) = (double.MaxValue, 1 / b);
        var fraction = d;
        for (var n = 1; n < MaxTerms; n++)
        {
            var numerator = n * (a - n);
            b += 2;
            d = 1 / ((numerator * d) + b);
            c = b + (numerator / c);
            var change = c * d;
            fraction *= change;
            if (Math.Abs(change - 1) < Precision)
            {
                break;
            }
        }

        return fraction;
    }

    /// <summary>ln gamma(n / 2).</summary>
    private static double LogGammaOfHalves(int n)
    {
        var sum = n % 2 == 0 ? 0 : Math.Log(Math.PI) / 2;
        for (var z = n % 2 == 0 ? 1.0 : 0.5; z < n / 2.0; z++)
        {
            sum += Math.Log(z);
        }

        return sum;
    }
}
