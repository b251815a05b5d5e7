namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Minimises a smooth convex function by limited-memory BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4, 7.5 and 3.1).
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 12;

    public static Solution Minimize(
        Func<double[], double[], double> function, double[] start, int maxIterations, double tolerance, CancellationToken cancellation)
    {
        var (point, gradient) = ((double[])start.Clone(), new double[start.Length]);
        var value = function(point, gradient);
        var history = new LinkedList<(double[] Step, double[] Change, double Rho)>();
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Largest(gradient) <= tolerance)
            {
                return new(point, true, iteration, Largest(gradient));
            }

            var direction = Direction(gradient, history);
            var slope = Dot(direction, gradient);
            if (slope >= 0)
            {
                history.Clear();
                direction = Array.ConvertAll(gradient, g => -g);
                slope = Dot(direction, gradient);
            }

            var (next, nextGradient, length) = (new double[point.Length], new double[point.Length], history.Count == 0 ? 1 / Math.Max(1, Largest(gradient)) : 1.0);
            var nextValue = double.PositiveInfinity;
            for (var halvings = 0; halvings < 40; halvings++, length /= 2)
            {
                for (var i = 0; i < point.Length; i++)
                {
                    next[i] = point[i] + (length * direction[i]);
                }

                nextValue = function(next, nextGradient);
                if (nextValue <= value + (1e-4 * length * slope))
                {
                    break;
                }
            }

            if (!(nextValue < value))
            {
                // Nothing smaller lies ahead within the precision of doubles.
                return new(point, Largest(gradient) <= 100 * tolerance, iteration, Largest(gradient));
            }

            Remember(history, point, next, gradient, nextGradient);
            (point, gradient, value) = (next, nextGradient, nextValue);
        }

        return new(point, Largest(gradient) <= tolerance, maxIterations, Largest(gradient));
    }

    private static double[] Direction(double[] gradient, LinkedList<(double[] Step, double[] Change, double Rho)> history)
    {
        var direction = Array.ConvertAll(gradient, g => -g);
        var alphas = new Stack<double>();
        for (var node = history.Last; node is not null; node = node.Previous)
        {
            var alpha = node.Value.Rho * Dot(node.Value.Step, direction);
            alphas.Push(alpha);
            Add(direction, -alpha, node.Value.Change);
        }

        if (history.Last is { Value: var last })
        {
            var scale = 1 / (last.Rho * Dot(last.Change, last.Change));
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (var node = history.First; node is not null; node = node.Next)
        {
            Add(direction, alphas.Pop() - (node.Value.Rho * Dot(node.Value.Change, direction)), node.Value.Step);
        }

        return direction;
    }

    private static void Remember(
        LinkedList<(double[] Step, double[] Change, double Rho)> history, double[] point, double[] next, double[] gradient, double[] nextGradient)
    {
        var (step, change) = (new double[point.Length], new double[point.Length]);
        for (var i = 0; i < point.Length; i++)
        {
            (step[i], change[i]) = (next[i] - point[i], nextGradient[i] - gradient[i]);
        }

        var curvature = Dot(step, change);
        if (curvature > 1e-12 * Dot(change, change))
        {
            history.AddLast((step, change, 1 / curvature));
            if (history.Count > Memory)
            {
                history.RemoveFirst();
            }
        }
    }

    private static void Add(double[] to, double factor, double[] what)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double Largest(double[] values) => values.Max(Math.Abs);

    /// <summary>Where a search ended.</summary>
    /// <param name="Point">The best point.</param>
    /// <param name="Converged">The gradient is as small as was asked for.</param>
    /// <param name="Iterations">Steps taken.</param>
    /// <param name="Gradient">The gradient's largest component there.</param>
    public sealed record Solution(double[] Point, bool Converged, int Iterations, double Gradient);
}
