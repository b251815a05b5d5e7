namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The Wasserstein distance of order 1 in standard deviations: <c>(integral of |F(x) - G(x)|) / s</c>, where F and G are
/// the shares of the training and of the current values below x, and s is the standard deviation of the training values.
/// It is how far values moved on average (Vallender, Calculation of the Wasserstein Distance Between Probability
/// Distributions on the Line, Theory of Probability and its Applications 18, 1974).
/// </summary>
/// <remarks>
/// Domain: numbers that are not all the same in training. 0 or more; a shift by d standard deviations gives d. Between the
/// points of the sketch of the training values the integral is a sum of trapezia; outside of them it is exact. Default
/// threshold: <see cref="Definitions.DefinitionDefaults.Wasserstein"/>. Its distribution under chance depends on that
/// of the column, so it is held against the p-value of <see cref="KolmogorovSmirnov"/>: both ask whether F and G are equal.
/// </remarks>
internal static class Wasserstein
{
    /// <summary>Further moves are all the same: a number without end cannot be shown.</summary>
    private const double Greatest = 1e6;

    /// <summary>The distance, 0 to <see cref="Greatest"/>.</summary>
    public static double Distance(NumberSample sample)
    {
        var (sum, points) = (sample.Outside / sample.Deviation / sample.Rows.CurrentRows, sample.Points);
        for (var point = 1; point < points.Length; point++)
        {
            var from = Math.Abs(sample.ReferenceBelow[point - 1] - sample.CurrentBelow[point - 1]);
            var to = Math.Abs(sample.ReferenceBelow[point] - sample.CurrentBelow[point]);
            sum += (from + to) / 2 * ((points[point] - points[point - 1]) / sample.Deviation);
        }

        return double.IsNaN(sum) ? Greatest : Math.Min(sum, Greatest);
    }
}
