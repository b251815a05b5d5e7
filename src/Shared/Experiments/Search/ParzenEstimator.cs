using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>
/// Proposes points where good trials are dense relative to bad ones (tree-structured Parzen estimator; Bergstra,
/// Bardenet, Bengio and Kégl, Algorithms for Hyper-Parameter Optimization, 2011, section 4). A density is a product
/// over the parameters. Each factor is a mixture of one normal density for each trial and a uniform density for untried
/// values.
/// </summary>
internal static class ParzenEstimator
{
    /// <summary>Random points of a trainer before good and bad trials are compared.</summary>
    private const int RandomTrials = 4;

    /// <summary>
    /// Share of the trials that count as good: the paper's gamma is 0.15 of hundreds of trials; of dozens, a quarter.
    /// </summary>
    private const double GoodShare = 0.25;

    /// <summary>Draws from the density of good trials; the best of them relative to the bad ones is proposed.</summary>
    private const int Draws = 24;

    private const double WidestBell = 0.25;
    private const double NarrowestBell = 0.05;

    /// <summary>The next point.</summary>
    /// <param name="plan">What the search is about.</param>
    /// <param name="space">The space of parameters.</param>
    /// <param name="trials">The trainer's trials.</param>
    /// <param name="random">The source of random numbers.</param>
    public static (TrainerParameters Parameters, TrialOrigin Origin) Propose(
        SearchPlan plan,
        IReadOnlyList<ParameterRange> space,
        IReadOnlyList<Trial> trials,
        SeededRandom random
    )
    {
        // Trials on the most rows are the most reliable, if there are enough of them (Falkner, Klein and Hutter, BOHB,
        // 2018).
        var level = trials
            .Where(trial => plan.Score(trial) > double.NegativeInfinity)
            .GroupBy(trial => trial.Fidelity)
            .OrderByDescending(group => group.Key)
            .FirstOrDefault(group => group.Count() >= RandomTrials);
        if (level is null)
        {
            return (Parameters(space, Array.ConvertAll(new double[space.Count], _ => random.NextFraction())), TrialOrigin.Random);
        }

        var ranked = plan.Ranked(level)
            .Select(trial => space.Select(range => ParameterScale.ToUnit(range, trial.Parameters.Get(range.Name, range.Default))).ToArray())
            .ToArray();
        var good = Math.Max(2, (int)Math.Ceiling(GoodShare * ranked.Length));
        return (Parameters(space, Best(ranked[..good], ranked[good..], random)), TrialOrigin.Model);
    }

    private static TrainerParameters Parameters(IReadOnlyList<ParameterRange> space, double[] units)
    {
        var parameters = new TrainerParameters();
        for (var i = 0; i < units.Length; i++)
        {
            parameters[space[i].Name] = ParameterScale.FromUnit(space[i], units[i]);
        }

        return parameters;
    }

    private static double[] Best(double[][] good, double[][] bad, SeededRandom random)
    {
        var (best, most) = (good[0], double.NegativeInfinity);
        for (var i = 0; i < Draws; i++)
        {
            var draw = Draw(good, ref random);
            var ratio = 0.0;
            for (var d = 0; d < draw.Length; d++)
            {
                ratio += PortableMath.Log(Density(good, d, draw[d])) - PortableMath.Log(Density(bad, d, draw[d]));
            }

            (best, most) = ratio > most ? (draw, ratio) : (best, most);
        }

        return best;
    }

    /// <summary>A point near a good one or, with the weight of the uniform density, anywhere.</summary>
    private static double[] Draw(double[][] good, ref SeededRandom random)
    {
        var centre = random.Next(good.Length + 1);
        var draw = new double[good[0].Length];
        for (var d = 0; d < draw.Length; d++)
        {
            // The sum of three draws is nearly normal, with a standard deviation of a half.
            var normal = (random.NextFraction() + random.NextFraction() + random.NextFraction() - 1.5) * 2;
            draw[d] = centre == good.Length ? random.NextFraction() : Reflect(good[centre][d] + (Width(good.Length) * normal));
        }

        return draw;
    }

    /// <summary>A value outside of the range is reflected, so that the ends are not preferred.</summary>
    private static double Reflect(double unit) =>
        Math.Clamp(
            unit < 0 ? -unit
                : unit > 1 ? 2 - unit
                : unit,
            0,
            1
        );

    private static double Density(double[][] points, int dimension, double at)
    {
        var (width, sum) = (Width(points.Length), 1.0);
        foreach (var point in points)
        {
            var apart = (at - point[dimension]) / width;
            sum += PortableMath.Exp(-0.5 * apart * apart) / (width * 2.5066282746310002);
        }

        return sum / (1 + points.Length);
    }

    /// <summary>
    /// The more points, the narrower their densities (Scott, Multivariate Density Estimation, 1992, equation 6.42, for
    /// one dimension).
    /// </summary>
    private static double Width(int points) => Math.Clamp(WidestBell / FifthRoot(Math.Max(1, points)), NarrowestBell, WidestBell);

    private static double FifthRoot(double x) => PortableMath.Exp(PortableMath.Log(x) / 5);
}
