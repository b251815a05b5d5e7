using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>Solves one objective with any penalties, by the faster method.</summary>
internal sealed class LinearSolver(LinearObjective objective, LinearLoss loss)
{
    /// <summary>The default penalty on columns.</summary>
    public const double DefaultL2 = 1e-4;

    /// <summary>
    /// The curvature costs as much as a quarter as many gradients as there are features. Up to this product of features
    /// and steps, Newton's few expensive steps are faster than the hundred or two cheap steps of L-BFGS.
    /// </summary>
    private const int MostNewtonWork = 800;

    /// <summary>
    /// An L1 penalty below so many times the tolerance changes no weight visibly, and takes three times as many steps;
    /// it is left out.
    /// </summary>
    private const int LeastL1 = 10;

    private Lbfgs? _quasi;

    /// <summary>Solves.</summary>
    /// <param name="parameters">The penalty on columns.</param>
    /// <param name="ngramL2">The penalty on n-grams.</param>
    /// <param name="tolerance">The gradient component below which a point is the minimum.</param>
    /// <param name="cancellation">Stops the solver.</param>
    /// <param name="start">The starting point; null: zero. The result is the same to the tolerance.</param>
    public SolverResult Solve(
        TrainerParameters parameters,
        double ngramL2,
        double tolerance,
        CancellationToken cancellation,
        double[]? start = null
    )
    {
        var (penalty, l1Share) = (parameters.Get("l2", DefaultL2), parameters.Get("l1Share", 0));
        objective.L2 = (penalty * (1 - l1Share), ngramL2);
        if (
            l1Share == 0
            && loss.NewtonSteps is { } steps
            && objective.Columns == objective.Size - 1
            && objective.Columns * steps <= MostNewtonWork
        )
        {
            return Newton.Minimize(objective.Size, objective.Evaluate, objective.Curvature, tolerance, cancellation);
        }

        var (l1, absolute) = (new double[objective.Size], penalty * l1Share > LeastL1 * tolerance ? penalty * l1Share : 0);
        for (var i = 0; i < l1.Length; i++)
        {
            l1[i] = objective.IsIntercept(i) || objective.IsNgram(i) ? 0 : absolute;
        }

        _quasi ??= new(objective.Evaluate, objective.Size);
        return _quasi.Minimize(l1, tolerance, cancellation, start);
    }
}
