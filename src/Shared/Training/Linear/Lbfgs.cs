namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Minimises a smooth convex function by limited-memory BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4, 7.5 and 3.1). With a penalty on absolute
/// values, which has no gradient at zero, by its orthant-wise form (Andrew and Gao, Scalable Training of L1-Regularized Log-Linear Models, 2007): weights end at exactly zero.
/// </summary>
internal sealed class Lbfgs
{
    private const int Memory = 12;

    /// <summary>Numbers that the last steps may take: 32 MB each way for every million weights is what a small host can spare.</summary>
    private const int MostRemembered = 1 << 24;
    private const int MaxIterations = 500;
    private const int MaxHalvings = 40;

    private readonly Func<double[], double[], double> _function;
    private readonly double[] _l1;

    /// <summary>The coordinates with a penalty on their absolute value.</summary>
    private readonly int[] _penalised;
    private readonly LinkedList<(double[] Step, double[] Change, double Rho)> _history = new();

    // Room that is used again: a point of n-grams takes megabytes.
    private readonly double[] _gradient;
    private readonly double[] _direction;
    private double[] _step;
    private double[] _change;

    private Lbfgs(Func<double[], double[], double> function, double[] l1)
    {
        (_function, _l1, _penalised) = (function, l1, [.. Enumerable.Range(0, l1.Length).Where(i => l1[i] > 0)]);
        (_gradient, _direction, _step, _change) = (new double[l1.Length], new double[l1.Length], new double[l1.Length], new double[l1.Length]);
    }

    /// <summary>Minimises.</summary>
    /// <param name="function">The smooth part: its value at a point; its gradient goes into the second array.</param>
    /// <param name="l1">The penalty on each coordinate's absolute value; 0: none.</param>
    /// <param name="tolerance">The gradient component below which the point is the minimum.</param>
    /// <param name="cancellation">Stops the solver.</param>
    /// <param name="start">Where to begin; null: at zero.</param>
    public static Solution Minimize(Func<double[], double[], double> function, double[] l1, double tolerance, CancellationToken cancellation, double[]? start = null) =>
        new Lbfgs(function, l1).Run(start ?? new double[l1.Length], tolerance, cancellation);

    private Solution Run(double[] start, double tolerance, CancellationToken cancellation)
    {
        var (point, smooth, next, nextSmooth) = ((double[])start.Clone(), new double[_l1.Length], new double[_l1.Length], new double[_l1.Length]);
        var value = Value(point, smooth);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = Steepest(point, smooth);
            if (Vectors.Largest(gradient) <= tolerance)
            {
                return new(point, true, iteration, Vectors.Largest(gradient));
            }

            var nextValue = Descend(point, value, gradient, Direction(gradient), next, nextSmooth);
            if (!(nextValue < value))
            {
                // Nothing smaller lies ahead within the precision of doubles.
                return new(point, Vectors.Largest(gradient) <= 1_000 * tolerance, iteration, Vectors.Largest(gradient));
            }

            Vectors.Minus(next, point, _step);
            Vectors.Minus(nextSmooth, smooth, _change);
            Remember();
            (point, smooth, next, nextSmooth, value) = (next, nextSmooth, point, smooth, nextValue);
        }

        var last = Vectors.Largest(Steepest(point, smooth));
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

    /// <summary>The gradient or, at a zero with a penalty, the slope of the side that falls; 0 where neither does.</summary>
    private double[] Steepest(double[] point, double[] smooth)
    {
        smooth.CopyTo(_gradient, 0);
        foreach (var i in _penalised)
        {
            var (up, down) = (smooth[i] + _l1[i], smooth[i] - _l1[i]);
            _gradient[i] = point[i] > 0 || (point[i] == 0 && up < 0) ? up : point[i] < 0 || (point[i] == 0 && down > 0) ? down : 0;
        }

        return _gradient;
    }

    private double Descend(double[] point, double value, double[] gradient, double[] direction, double[] next, double[] nextSmooth)
    {
        var length = _history.Count == 0 ? 1 / Math.Max(1, Vectors.Largest(gradient)) : 1.0;
        for (var halvings = 0; halvings < MaxHalvings; halvings++, length /= 2)
        {
            point.CopyTo(next, 0);
            Vectors.AddScaled(next, length, direction);
            foreach (var i in _penalised)
            {
                // It stops at zero: beyond it the slope is another.
                var side = point[i] != 0 ? point[i] : -gradient[i];
                next[i] = next[i] * side <= 0 ? 0 : next[i];
            }

            var nextValue = Value(next, nextSmooth);
            Vectors.Minus(next, point, _step);
            if (nextValue <= value + (1e-4 * Vectors.Dot(gradient, _step)))
            {
                return nextValue;
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>Downhill by the curvature that the last steps met; straight down where that points uphill.</summary>
    private double[] Direction(double[] gradient)
    {
        TwoLoops(gradient);
        var direction = _direction;
        foreach (var i in _penalised)
        {
            direction[i] = direction[i] * gradient[i] >= 0 ? 0 : direction[i];
        }

        if (Vectors.Dot(direction, gradient) < 0)
        {
            return direction;
        }

        _history.Clear();
        Downhill(gradient);
        return direction;
    }

    private void Downhill(double[] gradient)
    {
        gradient.CopyTo(_direction, 0);
        Vectors.Scale(_direction, -1);
    }

    private void TwoLoops(double[] gradient)
    {
        Downhill(gradient);
        var direction = _direction;
        var alphas = new Stack<double>();
        for (var node = _history.Last; node is not null; node = node.Previous)
        {
            var alpha = node.Value.Rho * Vectors.Dot(node.Value.Step, direction);
            alphas.Push(alpha);
            Vectors.AddScaled(direction, -alpha, node.Value.Change);
        }

        if (_history.Last is { Value: var last })
        {
            Vectors.Scale(direction, 1 / (last.Rho * Vectors.Dot(last.Change, last.Change)));
        }

        for (var node = _history.First; node is not null; node = node.Next)
        {
            Vectors.AddScaled(direction, alphas.Pop() - (node.Value.Rho * Vectors.Dot(node.Value.Change, direction)), node.Value.Step);
        }
    }

    /// <summary>Keeps the last step and how the slope changed over it, in place of the oldest where there are enough.</summary>
    private void Remember()
    {
        var curvature = Vectors.Dot(_step, _change);
        if (curvature > 1e-12 * Vectors.Dot(_change, _change))
        {
            _history.AddLast((_step, _change, 1 / curvature));
            if (_history.Count > Math.Clamp(MostRemembered / _step.Length, 4, Memory))
            {
                (_step, _change, _) = _history.First!.Value;
                _history.RemoveFirst();
            }
            else
            {
                (_step, _change) = (new double[_step.Length], new double[_step.Length]);
            }
        }
    }
}
