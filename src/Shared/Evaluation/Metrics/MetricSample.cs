using MLOpsFunctions.Definitions;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>One model's answers on one set of rows, ready to be measured on any resample of them: a resample says how often each row counts.</summary>
internal abstract class MetricSample
{
    /// <summary>The metric where row i counts <paramref name="counts"/>[i] times; NaN where it is not defined.</summary>
    public abstract double Value(ReadOnlySpan<int> counts);

    public static MetricSample Of(string metric, Predictions predictions, double[] labels) => metric switch
    {
        MetricNames.Auc => new AucSample(predictions, labels),
        MetricNames.F1 => new F1Sample(predictions, labels),
        MetricNames.R2 => new R2Sample(predictions, labels),
        MetricNames.Rmse => new MeanSample(Losses(predictions, labels, Squared), Math.Sqrt),
        MetricNames.Mae => new MeanSample(Losses(predictions, labels, (p, row, y) => Math.Abs(p.Values[row] - y))),
        MetricNames.Mape => new MeanSample(Losses(predictions, labels, (p, row, y) => y == 0 ? double.NaN : Math.Abs((p.Values[row] - y) / y))),
        MetricNames.Pinball => new MeanSample(Losses(predictions, labels, (p, row, y) => 0.5 * Math.Abs(p.Values[row] - y))),
        MetricNames.Accuracy => new MeanSample(Losses(predictions, labels, (p, row, y) => p.Values[row] == y ? 1 : 0)),
        MetricNames.LogLoss => new MeanSample(Losses(predictions, labels, LogLoss)),
        MetricNames.Brier => new MeanSample(Losses(predictions, labels, Brier)),
        _ => new MeanSample([]),
    };

    private static double[] Losses(Predictions predictions, double[] labels, Func<Predictions, int, double, double> loss)
    {
        var losses = new double[labels.Length];
        for (var row = 0; row < losses.Length; row++)
        {
            losses[row] = loss(predictions, row, labels[row]);
        }

        return losses;
    }

    private static double Squared(Predictions predictions, int row, double label) => (predictions.Values[row] - label) * (predictions.Values[row] - label);

    /// <summary>Natural logarithm; a probability is taken as at least 1e-15, so that one certain error does not outweigh everything.</summary>
    private static double LogLoss(Predictions predictions, int row, double label) =>
        -Math.Log(Math.Clamp(predictions.Probabilities![(row * predictions.Classes.Count) + (int)label], 1e-15, 1));

    /// <summary>Brier, Verification of forecasts expressed in terms of probability, 1950; with two classes half of it, as is usual.</summary>
    private static double Brier(Predictions predictions, int row, double label)
    {
        var (sum, classes) = (0.0, predictions.Classes.Count);
        for (var c = 0; c < classes; c++)
        {
            var error = predictions.Probabilities![(row * classes) + c] - (c == (int)label ? 1 : 0);
            sum += error * error;
        }

        return classes == 2 ? sum / 2 : sum;
    }
}

/// <summary>The mean of a loss over the rows on which it is defined.</summary>
internal sealed class MeanSample(double[] losses, Func<double, double>? finish = null) : MetricSample
{
    public override double Value(ReadOnlySpan<int> counts)
    {
        var (sum, n) = (0.0, 0L);
        for (var row = 0; row < losses.Length; row++)
        {
            if (!double.IsNaN(losses[row]))
            {
                (sum, n) = (sum + (counts[row] * losses[row]), n + counts[row]);
            }
        }

        var mean = n == 0 ? double.NaN : sum / n;
        return finish is null ? mean : finish(mean);
    }
}

/// <summary>Area under the ROC curve: the chance that a row of class 1 is scored above one of class 0, ties half (Hanley and McNeil, 1982).</summary>
internal sealed class AucSample : MetricSample
{
    private readonly int[] _order;
    private readonly bool[] _tiedWithNext;
    private readonly bool[] _positive;

    public AucSample(Predictions predictions, double[] labels)
    {
        var scores = new double[labels.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = predictions.Probabilities is { } p ? p[(row * predictions.Classes.Count) + 1] : predictions.Values[row];
        }

        _order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores, _order);
        _tiedWithNext = new bool[scores.Length];
        for (var i = 0; i + 1 < scores.Length; i++)
        {
            _tiedWithNext[i] = scores[i] == scores[i + 1];
        }

        _positive = Array.ConvertAll(labels, label => label == 1);
    }

    public override double Value(ReadOnlySpan<int> counts)
    {
        var (area, below, positives) = (0.0, 0L, 0L);
        for (var i = 0; i < _order.Length;)
        {
            var (here, hereNegative, tied) = (0L, 0L, true);
            for (; tied; i++)
            {
                var row = _order[i];
                _ = _positive[row] ? here += counts[row] : hereNegative += counts[row];
                tied = _tiedWithNext[i];
            }

            area += here * (below + (0.5 * hereNegative));
            (below, positives) = (below + hereNegative, positives + here);
        }

        return below == 0 || positives == 0 ? double.NaN : area / ((double)below * positives);
    }
}

/// <summary>Harmonic mean of precision and recall: of class 1 where there are two, else the plain mean over the classes that occur.</summary>
internal sealed class F1Sample(Predictions predictions, double[] labels) : MetricSample
{
    public override double Value(ReadOnlySpan<int> counts)
    {
        var classes = predictions.Classes.Count;
        var (hits, guessed, real) = (new long[classes], new long[classes], new long[classes]);
        for (var row = 0; row < labels.Length; row++)
        {
            var (guess, label) = ((int)predictions.Values[row], (int)labels[row]);
            real[label] += counts[row];
            if (guess >= 0)
            {
                guessed[guess] += counts[row];
                hits[guess] += guess == label ? counts[row] : 0;
            }
        }

        var values = Enumerable.Range(classes == 2 ? 1 : 0, classes == 2 ? 1 : classes)
            .Where(c => guessed[c] + real[c] > 0).Select(c => 2.0 * hits[c] / (guessed[c] + real[c])).ToList();
        return values.Count == 0 ? double.NaN : values.Average();
    }
}

/// <summary>Share of the label's variation that is explained: 1 - residual over total sum of squares.</summary>
internal sealed class R2Sample(Predictions predictions, double[] labels) : MetricSample
{
    public override double Value(ReadOnlySpan<int> counts)
    {
        var (sum, n) = (0.0, 0L);
        for (var row = 0; row < labels.Length; row++)
        {
            (sum, n) = (sum + (counts[row] * labels[row]), n + counts[row]);
        }

        var (mean, residual, total) = (sum / n, 0.0, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            var (error, deviation) = (predictions.Values[row] - labels[row], labels[row] - mean);
            (residual, total) = (residual + (counts[row] * error * error), total + (counts[row] * deviation * deviation));
        }

        return total > 0 ? 1 - (residual / total) : double.NaN;
    }
}
