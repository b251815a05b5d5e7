namespace MLOpsFunctions.Numerics;

/// <summary>
/// Minimises a smooth convex function by limited-memory BFGS with backtracking (Nocedal and Wright, Numerical
/// Optimization, 2006, algorithms 7.5 and 3.1; <see cref="LbfgsHistory"/>). With a penalty on absolute values, which
/// has no gradient at zero, by its orthant-wise form (Andrew and Gao, Scalable Training of L1-Regularized Log-Linear
/// Models, 2007): weights end at exactly zero.
/// </summary>
internal sealed class Lbfgs
{
    private const int MaxIterations = 500;
    private const int MaxHalvings = 40;

    private readonly Func<double[], double[], double> _function;
    private readonly LbfgsHistory _memory;

    // Buffers that are used again: a point of n-grams takes megabytes.
    private readonly double[] _gradient;
    private readonly double[] _direction;
    private readonly double[] _step;
    private readonly double[] _change;
    private double[] _l1 = [];

    /// <summary>The coordinates with a penalty on their absolute value.</summary>
    private int[] _penalised = [];

    /// <summary>A solver for one function, which may minimise it more than once.</summary>
    /// <param name="function">The smooth part: its value at a point; its gradient goes into the second array.</param>
    /// <param name="size">Numbers of a point.</param>
    public Lbfgs(Func<double[], double[], double> function, int size) =>
        (_function, _memory, _gradient, _direction, _step, _change) = (
            function,
            new(size),
            new double[size],
            new double[size],
            new double[size],
            new double[size]
        );

    /// <summary>Minimises.</summary>
    /// <param name="l1">The penalty on each coordinate's absolute value; 0: none.</param>
    /// <param name="tolerance">The gradient component below which the point is the minimum.</param>
    /// <param name="cancellation">Stops the solver.</param>
    /// <param name="start">Where to begin; null: at zero.</param>
    public SolverResult Minimize(double[] l1, double tolerance, CancellationToken cancellation, double[]? start = null)
    {
        (_l1, _penalised) = (l1, [.. Enumerable.Range(0, l1.Length).Where(i => l1[i] > 0)]);
        _memory.Clear();
        return Run(start ?? new double[l1.Length], tolerance, cancellation);
    }

    private SolverResult Run(double[] start, double tolerance, CancellationToken cancellation)
    {
        var (point, smooth, next, nextSmooth) = (
            (double[])start.Clone(),
            new double[_l1.Length],
            new double[_l1.Length],
            new double[_l1.Length]
        );
        var value = Value(point, smooth);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = Steepest(point, smooth);
            if (Vectors.MaxAbs(gradient) <= tolerance)
            {
                return new(point, true, iteration, Vectors.MaxAbs(gradient));
            }

            var nextValue = Descend(point, value, gradient, Direction(gradient), next, nextSmooth);
            if (!(nextValue < value))
            {
                // No smaller value exists within the precision of doubles.
                return new(point, Vectors.MaxAbs(gradient) <= 1_000 * tolerance, iteration, Vectors.MaxAbs(gradient));
            }

            Vectors.Subtract(next, point, _step);
            Vectors.Subtract(nextSmooth, smooth, _change);
            _memory.Add(_step, _change);
            (point, smooth, next, nextSmooth, value) = (next, nextSmooth, point, smooth, nextValue);
        }

        var last = Vectors.MaxAbs(Steepest(point, smooth));
        return new(point, last <= tolerance, MaxIterations, last);
    }

    private double Value(double[] point, double[] smooth)
    {
        var value = _function(point, smooth);
        foreach (var i in _penalised)
        {
            value += _l1[i] * Math.Abs(point[i]);
        }

        return value;
    }

    /// <summary>
    /// The gradient or, at a zero with a penalty, the slope of the descending side; 0 if neither side descends.
    /// </summary>
    private double[] Steepest(double[] point, double[] smooth)
    {
        smooth.CopyTo(_gradient, 0);
        foreach (var i in _penalised)
        {
            var (up, down) = (smooth[i] + _l1[i], smooth[i] - _l1[i]);
            _gradient[i] =
                point[i] > 0 || (point[i] == 0 && up < 0) ? up
                : point[i] < 0 || (point[i] == 0 && down > 0) ? down
                : 0;
        }

        return _gradient;
    }

    private double Descend(double[] point, double value, double[] gradient, double[] direction, double[] next, double[] nextSmooth)
    {
        var length = _memory.Count == 0 ? 1 / Math.Max(1, Vectors.MaxAbs(gradient)) : 1.0;
        for (var halvings = 0; halvings < MaxHalvings; halvings++, length /= 2)
        {
            Vectors.Plus(point, length, direction, next);
            foreach (var i in _penalised)
            {
                // The step stops at zero, because the slope changes there.
                var side = point[i] != 0 ? point[i] : -gradient[i];
                next[i] = next[i] * side <= 0 ? 0 : next[i];
            }

            var nextValue = Value(next, nextSmooth);
            Vectors.Subtract(next, point, _step);
            if (nextValue <= value + (1e-4 * Vectors.Dot(gradient, _step)))
            {
                return nextValue;
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>
    /// The descent direction by the curvature of the last steps; the negative gradient if that direction would ascend.
    /// </summary>
    private double[] Direction(double[] gradient)
    {
        _memory.Direction(gradient, _direction);
        foreach (var i in _penalised)
        {
            _direction[i] = _direction[i] * gradient[i] >= 0 ? 0 : _direction[i];
        }

        if (!(Vectors.Dot(_direction, gradient) < 0))
        {
            _memory.Clear();
            _memory.Direction(gradient, _direction);
        }

        return _direction;
    }
}
