using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>Metrics of predicted classes and their probabilities. Labels are indices of classes.</summary>
internal static class ClassificationMetrics
{
    /// <summary>The least probability that is used: one confident error should not outweigh everything else.</summary>
    private const double LeastProbability = 1e-15;

    /// <summary>Share of rows whose most probable class is right.</summary>
    public static MetricSample Accuracy(Predictions predictions, double[] labels) =>
        SumsSample.Mean(Each(labels, row => predictions.Values[row] == labels[row] ? 1 : 0), predictions.Weights);

    /// <summary>F1 of class 1 where there are two classes, else the mean over the classes.</summary>
    public static MetricSample F1(Predictions predictions, double[] labels) =>
        predictions.Classes.Count == 2
            ? new SumsSample(
                [
                    Each(labels, row => predictions.Values[row] == 1 && labels[row] == 1 ? 1 : 0),
                    Each(labels, row => (predictions.Values[row] == 1 ? 1 : 0) + (labels[row] == 1 ? 1 : 0)),
                ],
                (sums, _) => sums[1] == 0 ? double.NaN : 2 * sums[0] / sums[1],
                predictions.Weights
            )
            : new F1Sample(
                Array.ConvertAll(predictions.Values, value => (int)value),
                Array.ConvertAll(labels, label => (int)label),
                predictions.Classes.Count
            );

    /// <summary>Mean negative natural logarithm of the probability of the true class.</summary>
    public static MetricSample LogLoss(Predictions predictions, double[] labels) =>
        SumsSample.Mean(
            Each(labels, row => -PortableMath.Log(Math.Clamp(Probability(predictions, row, (int)labels[row]), LeastProbability, 1))),
            predictions.Weights
        );

    /// <summary>
    /// Mean squared distance of the probabilities from the truth, over all classes (Brier, Monthly Weather Review 78,
    /// 1950); with two classes half of that, the squared error of the probability of class 1, as is usual.
    /// </summary>
    public static MetricSample Brier(Predictions predictions, double[] labels)
    {
        var classes = predictions.Classes.Count;
        return SumsSample.Mean(
            Each(
                labels,
                row =>
                {
                    var sum = 0.0;
                    for (var c = 0; c < classes; c++)
                    {
                        var error = Probability(predictions, row, c) - (c == (int)labels[row] ? 1 : 0);
                        sum += error * error;
                    }

                    return classes == 2 ? sum / 2 : sum;
                }
            ),
            predictions.Weights
        );
    }

    /// <summary>
    /// With two classes by the probability of class 1; with several the mean of each against the rest; without classes
    /// by the value itself.
    /// </summary>
    public static MetricSample Auc(Predictions predictions, double[] labels) =>
        predictions.Classes.Count switch
        {
            0 => new AucSample(predictions.Values, Array.ConvertAll(labels, label => label == 1)),
            2 => AgainstRest(predictions, labels, 1),
            var classes => new MacroSample([.. Enumerable.Range(0, classes).Select(c => AgainstRest(predictions, labels, c))]),
        };

    private static AucSample AgainstRest(Predictions predictions, double[] labels, int c) =>
        new(Each(labels, row => Probability(predictions, row, c)), Array.ConvertAll(labels, label => label == c));

    private static double Probability(Predictions predictions, int row, int c) =>
        predictions.Probabilities![(row * predictions.Classes.Count) + c];

    private static double[] Each(double[] labels, Func<int, double> of)
    {
        var values = new double[labels.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = of(row);
        }

        return values;
    }
}
