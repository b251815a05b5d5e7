using System.Runtime.CompilerServices;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// Finds the penalty on n-grams. The best one depends on the number of rows and n-grams, and a wrong one costs more
/// than anything else. Penalties are tried from strong to weak, each solved from the solution before it, until the
/// validation loss has passed its minimum (Friedman, Hastie and Tibshirani, Regularization Paths for Generalized Linear
/// Models via Coordinate Descent, Journal of Statistical Software 33, 2010). One path serves all trials on the same
/// rows: they vary the penalty on columns, which hardly changes it. They learn the columns only, with the n-grams fixed
/// at the path's end. The path depends on the rows only, so a trial is the same wherever and in whichever order it
/// runs.
/// </summary>
internal sealed class RegularizationPath
{
    private static readonly ConditionalWeakTable<TrainingSet, RegularizationPath> Walked = [];

    /// <summary>Worse penalties in a row after which the path ends.</summary>
    private const int Patience = 2;

    private readonly Lock _gate = new();
    private TrainingSet? _validation;
    private (ModelTask Task, RegularizationPathResult End)? _found;

    private static readonly double[] Penalties = [0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6];

    /// <summary>
    /// The best penalty for these rows and its solution. It is computed once for as long as the rows are in memory;
    /// other callers wait for it.
    /// </summary>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to choose the penalty by.</param>
    /// <param name="walk">Computes the path.</param>
    public static RegularizationPathResult EndOf(
        TrainingSet training,
        TrainingSet validation,
        ModelTask task,
        Func<RegularizationPathResult> walk
    )
    {
        var path = Walked.GetOrCreateValue(training);
        lock (path._gate)
        {
            if (path._found is not { } found || found.Task != task || !ReferenceEquals(path._validation, validation))
            {
                (path._validation, path._found) = (validation, found = (task, walk()));
            }

            return found.End;
        }
    }

    /// <summary>Computes the path.</summary>
    /// <param name="solve">Solves with a penalty, from a point or, if null, from zero.</param>
    /// <param name="loss">The loss of a solution on validation rows.</param>
    /// <param name="margins">The contribution of its n-grams to each margin.</param>
    public static RegularizationPathResult Walk(
        Func<double, double[]?, SolverResult> solve,
        Func<SolverResult, double> loss,
        Func<SolverResult, double[]> margins
    )
    {
        var (best, least, worse) = (default((double Penalty, SolverResult Solution)?), double.PositiveInfinity, 0);
        var (start, tried, iterations) = (default(double[]), 0, 0);
        foreach (var penalty in Penalties)
        {
            var solution = solve(penalty, start);
            (start, tried, iterations) = (solution.Point, tried + 1, iterations + solution.Iterations);
            var found = loss(solution);
            if (best is null || found < least)
            {
                (best, least, worse) = ((penalty, solution), found, 0);
            }
            else if (found > least && ++worse == Patience)
            {
                break;
            }
        }

        return new(best!.Value.Penalty, best.Value.Solution, margins(best.Value.Solution), tried, iterations);
    }
}

/// <summary>The result of a path.</summary>
/// <param name="Penalty">The best penalty.</param>
/// <param name="Margins">The contribution of its n-grams to each margin, by row and then by output.</param>
/// <param name="Tried">Penalties that were tried.</param>
/// <param name="Iterations">The solver's iterations for all of them.</param>
internal sealed record RegularizationPathResult(double Penalty, SolverResult Solution, double[] Margins, int Tried, int Iterations);
