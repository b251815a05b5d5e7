using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Confidence-based performance estimation (CBPE; NannyML documentation, "How it works: Confidence-based Performance
/// Estimation"): where probabilities are calibrated, they say how often each class will turn out to be true, and so what
/// every metric will be. Truths are drawn from the probabilities; the mean of the metric over the draws is the estimate,
/// and their middle 95% its interval: that of what actual values of these very rows would give.
/// </summary>
internal static class ConfidenceEstimate
{
    /// <summary>Draws: the ends of an interval then have an error of about a tenth of its half width.</summary>
    private const int Draws = 300;

    /// <summary>Every metric of the task; NaN where one is not defined on most draws.</summary>
    /// <param name="predictions">Classes with calibrated probabilities.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static IReadOnlyDictionary<string, MetricValue> Of(Predictions predictions, int seed)
    {
        var names = MetricNames.For(predictions.Task, isLabelled: true);
        var values = names.Select(_ => new double[Draws]).ToArray();
        for (var draw = 0; draw < Draws; draw++)
        {
            var truth = Draw(predictions, new SeededRandom(seed, draw));
            for (var i = 0; i < values.Length; i++)
            {
                values[i][draw] = Evaluator.Measure(names[i], predictions, truth);
            }
        }

        return names.Zip(values).ToDictionary(metric => metric.First, metric => Summary(metric.Second));
    }

    private static double[] Draw(Predictions predictions, SeededRandom random)
    {
        var (truth, classes) = (new double[predictions.RowCount], predictions.Classes.Count);
        for (var row = 0; row < truth.Length; row++)
        {
            var left = random.NextFraction();
            var c = 0;
            while (c < classes - 1 && (left -= predictions.Probabilities![(row * classes) + c]) >= 0)
            {
                c++;
            }

            truth[row] = c;
        }

        return truth;
    }

    private static MetricValue Summary(double[] draws)
    {
        double[] defined = [.. draws.Where(double.IsFinite).Order()];
        return 2 * defined.Length <= draws.Length
            ? new(double.NaN, double.NaN, double.NaN)
            : new(
                defined.Average(),
                defined[(int)(0.025 * (defined.Length - 1))],
                defined[(int)Math.Ceiling(0.975 * (defined.Length - 1))]
            );
    }
}
