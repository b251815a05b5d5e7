namespace MLOpsFunctions.Forecasting;

/// <summary>Chooses few forecasts whose mean has the least absolute error.</summary>
internal static class BaseSelection
{
    /// <summary>The share of the error that each further forecast must save.</summary>
    private const double LeastGain = 0.003;

    /// <summary>
    /// Starts with nothing and adds, one by one, the forecast that lowers the error of the mean the most, perhaps one
    /// that is there already; ends when none does.
    /// </summary>
    /// <param name="forecasts">By forecast, then by row.</param>
    /// <param name="labels">The true values.</param>
    /// <param name="most">Most forecasts, repetitions included.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <returns>The index of each forecast, perhaps several times; empty where 0 errs the least.</returns>
    public static IReadOnlyList<int> Choose(double[][] forecasts, double[] labels, int most, int threads)
    {
        var (chosen, sums, least) = (new List<int>(), new double[labels.Length], labels.Sum(Math.Abs));
        while (chosen.Count < most)
        {
            var errors = new double[forecasts.Length];
            Parallel.For(
                0,
                forecasts.Length,
                new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
                i => errors[i] = ErrorWith(forecasts[i], sums, chosen.Count + 1, labels)
            );
            var best = Array.IndexOf(errors, errors.DefaultIfEmpty(double.PositiveInfinity).Min());
            if (best < 0 || !(errors[best] < (1 - LeastGain) * least))
            {
                break;
            }

            chosen.Add(best);
            least = errors[best];
            for (var row = 0; row < sums.Length; row++)
            {
                sums[row] += forecasts[best][row];
            }
        }

        return chosen;
    }

    private static double ErrorWith(double[] forecast, double[] sums, int count, double[] labels)
    {
        var error = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            error += Math.Abs(labels[row] - ((sums[row] + forecast[row]) / count));
        }

        return error;
    }
}
