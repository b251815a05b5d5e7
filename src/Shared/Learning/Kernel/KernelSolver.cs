using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>
/// Solves the linear model of a kernel's features with a penalty. These features are nearly dependent, which slows L-BFGS
/// down a hundredfold; so it works in coordinates in which a bound of the curvature is the identity (Böhning, Multinomial
/// logistic regression algorithm, Annals of the Institute of Statistical Mathematics 44, 1992). The squared error is
/// solved in one step.
/// </summary>
internal sealed class KernelSolver
{
    /// <summary>In these coordinates a gradient so small leaves the loss exact to its seventh digit.</summary>
    private const double Tolerance = 1e-4;

    private readonly LinearObjective _objective;
    private readonly double[] _gram;
    private readonly int _outputs;
    private readonly int _width;
    private readonly double _bound;

    /// <summary>Prepares to solve.</summary>
    /// <param name="features">The kernel's features of the rows.</param>
    /// <param name="loss">The loss over the rows.</param>
    /// <param name="shares">The weight of each row; they add up to 1.</param>
    /// <param name="parallel">The threads.</param>
    public KernelSolver(FeatureMatrix features, LinearLoss loss, double[] shares, ParallelOptions parallel)
    {
        _objective = new(features, loss, parallel);
        (_outputs, _width) = (loss.Outputs, features.Columns.Length + 1);
        _gram = new double[_width * _width];
        new LinearObjective(features, new SquaredError(new double[shares.Length], shares), parallel).Curvature(_gram);

        // The largest second derivative of the loss by a margin.
        _bound =
            loss is SquaredError ? 1
            : _outputs == 1 ? 0.25
            : 0.5;
    }

    /// <summary>The weights: for each output one for each feature, then the intercept.</summary>
    /// <param name="l2">The penalty on half the squared weights.</param>
    /// <param name="start">Where to begin; null: at zero.</param>
    /// <param name="cancellation">Stops the solver.</param>
    public SolverResult Solve(double l2, double[]? start, CancellationToken cancellation)
    {
        _objective.L2 = (l2, 0);
        var factor = Array.ConvertAll(_gram, sum => _bound * sum);
        for (var i = 0; i < _width; i++)
        {
            factor[(i * _width) + i] += i < _width - 1 ? l2 : 0;
        }

        var flat = Cholesky.Factor(factor, _width);
        var (weights, slope) = (new double[_outputs * _width], new double[_outputs * _width]);
        var solution = new Lbfgs(Evaluate, weights.Length).Minimize(
            new double[weights.Length],
            Tolerance,
            cancellation,
            start is null ? null : Forward(start)
        );
        Back(solution.Point, weights);
        return solution with { Point = weights };

        double Evaluate(double[] point, double[] gradient)
        {
            Back(point, weights);
            var value = _objective.Evaluate(weights, slope);
            ToGradient(slope, gradient);
            return value;
        }

        // Coordinates of weights: L' times these.
        double[] Forward(double[] from)
        {
            var to = new double[from.Length];
            for (var first = 0; first < from.Length; first += _width)
            {
                for (var i = 0; i < _width; i++)
                {
                    Vectors.AddScaled(to.AsSpan(first, i + 1), from[first + i], factor.AsSpan(i * _width, i + 1));
                }
            }

            return to;
        }

        // Weights of coordinates: L'^-1 times these.
        void Back(double[] from, double[] to)
        {
            from.CopyTo(to, 0);
            for (var first = 0; first < to.Length; first += _width)
            {
                var own = to.AsSpan(first, _width);
                for (var i = _width - 1; i >= 0; i--)
                {
                    own[i] = flat[i] ? 0 : own[i] / factor[(i * _width) + i];
                    Vectors.AddScaled(own[..i], -own[i], factor.AsSpan(i * _width, i));
                }
            }
        }

        // The gradient by coordinates: L^-1 times that by weights.
        void ToGradient(double[] from, double[] to)
        {
            for (var first = 0; first < to.Length; first += _width)
            {
                var own = to.AsSpan(first, _width);
                for (var i = 0; i < _width; i++)
                {
                    own[i] = flat[i]
                        ? 0
                        : (from[first + i] - Vectors.Dot(factor.AsSpan(i * _width, i), own[..i])) / factor[(i * _width) + i];
                }
            }
        }
    }
}
