namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Finds how strongly weights of n-grams are held down: which penalty suits depends on how many rows and n-grams there are, and a wrong one costs more than anything else. Penalties are tried from
/// strong to weak, each solved from where the one before ended, until validation rows have seen the best (Friedman, Hastie and Tibshirani, Regularization Paths for Generalized Linear Models via
/// Coordinate Descent, Journal of Statistical Software 33, 2010).
/// </summary>
internal static class NgramPath
{
    /// <summary>Penalties worse than the best in a row after which none better follows.</summary>
    private const int Patience = 2;

    private static readonly double[] Penalties = [0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6];

    /// <summary>Walks the path.</summary>
    /// <param name="solve">Solves with a penalty, from a point or, where null, from zero.</param>
    /// <param name="loss">How wrong a solution is on validation rows.</param>
    /// <returns>The best penalty and its solution.</returns>
    public static (double Penalty, Solution Solution) Walk(Func<double, double[]?, Solution> solve, Func<Solution, double> loss)
    {
        var (best, least, worse) = (default((double, Solution)?), double.PositiveInfinity, 0);
        var start = default(double[]);
        foreach (var penalty in Penalties)
        {
            var solution = solve(penalty, start);
            start = solution.Point;
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

        return best!.Value;
    }
}
