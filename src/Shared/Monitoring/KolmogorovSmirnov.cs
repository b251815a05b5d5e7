namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The two-sample Kolmogorov-Smirnov test: <c>D = max |F(x) - G(x)|</c>, where F and G are the shares of the training
/// and of the current values below x (Smirnov, Table for Estimating the Goodness of Fit of Empirical Distributions,
/// Annals of Mathematical Statistics 19, 1948).
/// </summary>
/// <remarks>
/// Domain: numbers, and lengths of texts; missing values are left out, as they have a test of their own. D is 0 for equal
/// distributions and 1 for distributions that do not overlap. It is taken at the points of the sketch of the training
/// values, so it is at most 1/128 less than the one over all values, never more. Default threshold:
/// <see cref="Definitions.DefinitionDefaults.Ks"/>. The p-value is <c>2 sum of (-1)^(j-1) e^(-2 j^2 t^2)</c> with
/// <c>t = D (sqrt(n) + 0.12 + 0.11 / sqrt(n))</c> and <c>n</c> the product of both numbers of values over their sum
/// (Stephens, Use of the Kolmogorov-Smirnov, Cramér-von Mises and Related Statistics, Journal of the Royal Statistical
/// Society B 32, 1970). Equal values make it greater than it needs to be.
/// </remarks>
internal static class KolmogorovSmirnov
{
    /// <summary>Terms of the sum: for t of 0.2 the last is below 1e-15.</summary>
    private const int Terms = 25;

    /// <summary>Below this, a probability is one to all digits.</summary>
    private const double LeastArgument = 0.2;

    /// <summary>D, 0 to 1.</summary>
    public static double Distance(NumberSample sample)
    {
        var greatest = 0d;
        for (var point = 0; point < sample.Points.Length; point++)
        {
            greatest = Math.Max(greatest, Math.Abs(sample.ReferenceBelow[point] - sample.CurrentBelow[point]));
        }

        return greatest;
    }

    /// <summary>The p-value of a distance, 0 to 1.</summary>
    public static double PValue(NumberSample sample)
    {
        var (reference, current) = (sample.Rows.ReferenceRows, sample.Rows.CurrentRows);
        var root = Math.Sqrt(reference * current / (reference + current));
        var t = Distance(sample) * (root + 0.12 + (0.11 / root));
        if (t < LeastArgument)
        {
            return 1;
        }

        var sum = 0d;
        for (var j = 1; j <= Terms; j++)
        {
            sum += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2 * j * j * t * t);
        }

        return Math.Clamp(sum, 0, 1);
    }
}
