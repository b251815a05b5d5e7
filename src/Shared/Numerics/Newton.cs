namespace MLOpsFunctions.Numerics;

/// <summary>
/// Minimises a smooth convex function by Newton's steps with backtracking (Boyd and Vandenberghe, Convex Optimization,
/// 2004, algorithm 9.5). For the squared error one step is the closed form of ridge regression; for the logistic loss
/// the steps are iteratively reweighted least squares.
/// </summary>
internal static class Newton
{
    private const int MaxIterations = 50;
    private const int MaxHalvings = 30;

    /// <summary>Minimises from zero.</summary>
    /// <param name="size">Numbers of a point.</param>
    /// <param name="function">The function's value at a point; its gradient goes into the second array.</param>
    /// <param name="curvature">Writes the matrix of second derivatives, row after row, at the point that was evaluated last.</param>
    /// <param name="tolerance">The gradient component below which the point is the minimum.</param>
    /// <param name="cancellation">Stops the solver.</param>
    public static SolverResult Minimize(
        int size,
        Func<double[], double[], double> function,
        Action<double[]> curvature,
        double tolerance,
        CancellationToken cancellation
    )
    {
        var (point, gradient, hessian) = (new double[size], new double[size], new double[size * size]);
        var value = function(point, gradient);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Vectors.MaxAbs(gradient) <= tolerance)
            {
                return new(point, true, iteration, Vectors.MaxAbs(gradient));
            }

            curvature(hessian);
            var step = (double[])gradient.Clone();
            Cholesky.Solve(hessian, step);
            var (next, nextGradient) = (new double[point.Length], new double[point.Length]);
            var nextValue = Descend(function, point, value, step, Vectors.Dot(step, gradient), next, nextGradient);
            if (!(nextValue < value))
            {
                // Nothing smaller lies ahead within the precision of doubles.
                return new(point, Vectors.MaxAbs(gradient) <= 1_000 * tolerance, iteration, Vectors.MaxAbs(gradient));
            }

            (point, gradient, value) = (next, nextGradient, nextValue);
        }

        return new(point, Vectors.MaxAbs(gradient) <= tolerance, MaxIterations, Vectors.MaxAbs(gradient));
    }

    private static double Descend(
        Func<double[], double[], double> function,
        double[] point,
        double value,
        double[] step,
        double slope,
        double[] next,
        double[] nextGradient
    )
    {
        var nextValue = double.PositiveInfinity;
        var length = 1.0;
        for (var halvings = 0; halvings < MaxHalvings && !(nextValue <= value - (1e-4 * length * slope)); halvings++)
        {
            length = halvings == 0 ? 1 : length / 2;
            point.CopyTo(next, 0);
            Vectors.AddScaled(next, -length, step);
            nextValue = function(next, nextGradient);
        }

        return nextValue;
    }
}
