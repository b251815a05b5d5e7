using System.Runtime.CompilerServices;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// Finds how strongly weights of n-grams are held down: which penalty suits depends on how many rows and n-grams there
/// are, and a wrong one costs more than anything else. Penalties are tried from strong to weak, each solved from where
/// the one before ended, until validation rows have seen the best (Friedman, Hastie and Tibshirani, Regularization
/// Paths for Generalized Linear Models via Coordinate Descent, Journal of Statistical Software 33, 2010). Walked once
/// for the same rows, because what the trials of a search vary, the penalty on columns, moves it little: these learn
/// the columns alone, beside the n-grams as they are where the path ended. It follows from the rows alone, so a trial
/// is the same wherever and in whichever order it runs.
/// </summary>
internal sealed class RegularizationPath
{
    private static readonly ConditionalWeakTable<TrainingSet, RegularizationPath> Walked = [];

    /// <summary>Penalties worse than the best in a row after which none better follows.</summary>
    private const int Patience = 2;

    private readonly Lock _gate = new();
    private TrainingSet? _validation;
    private (ModelTask Task, RegularizationPathResult End)? _found;

    private static readonly double[] Penalties = [0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6];

    /// <summary>
    /// The best penalty for these rows and its solution, found once as long as they are held; others who ask meanwhile
    /// wait for it.
    /// </summary>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to choose by.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="walk">Finds it.</param>
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

    /// <summary>Walks the path.</summary>
    /// <param name="solve">Solves with a penalty, from a point or, where null, from zero.</param>
    /// <param name="loss">How wrong a solution is on validation rows.</param>
    /// <param name="margins">What its n-grams are of each margin.</param>
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

/// <summary>Where a path ended.</summary>
/// <param name="Penalty">The best penalty.</param>
/// <param name="Solution">Its solution.</param>
/// <param name="Margins">What its n-grams are of each margin, by row and then by output.</param>
/// <param name="Tried">Penalties that were tried.</param>
/// <param name="Iterations">The solver's iterations for all of them.</param>
internal sealed record RegularizationPathResult(double Penalty, SolverResult Solution, double[] Margins, int Tried, int Iterations);
