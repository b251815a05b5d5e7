using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Ensembles;

/// <summary>The margins of candidates on rows that they have not learned, and the loss of their weighted means.</summary>
/// <param name="task">What is predicted.</param>
/// <param name="labels">The number, or the index of the class, for each row.</param>
/// <param name="weights">How much each row counts; null: all alike.</param>
/// <param name="margins">By candidate: rows x outputs.</param>
internal sealed class HeldOutMargins(ModelTask task, double[] labels, double[]? weights, IReadOnlyList<double[]> margins)
{
    private readonly int _outputs = margins[0].Length / labels.Length;

    /// <summary>Candidates.</summary>
    public int Count => margins.Count;

    public int Rows => labels.Length;

    /// <summary>Margins of scores: log-odds of two classes, logarithms of several, numbers as they are.</summary>
    public static double[] Of(ModelTask task, double[] scores) =>
        task switch
        {
            ModelTask.Binary => Array.ConvertAll(scores, ScoreCalibration.LogOdds),
            ModelTask.Multiclass => Array.ConvertAll(scores, ScoreCalibration.Log),
            _ => scores,
        };

    /// <summary>The mean of candidates, each as often as it stands there.</summary>
    public double[] Mean(IReadOnlyList<int> chosen)
    {
        var mean = new double[margins[0].Length];
        foreach (var candidate in chosen)
        {
            Vectors.AddScaled(mean, 1.0 / chosen.Count, margins[candidate]);
        }

        return mean;
    }

    /// <summary>The sum with one more candidate.</summary>
    public double[] Plus(double[] sum, int candidate)
    {
        var more = (double[])sum.Clone();
        Vectors.AddScaled(more, 1, margins[candidate]);
        return more;
    }

    /// <summary>The loss of a sum of margins over some rows: the logarithmic loss of classes, the squared error of numbers.</summary>
    /// <param name="sum">Rows x outputs.</param>
    /// <param name="share">What the sum is multiplied with.</param>
    /// <param name="counts">Whether a row counts.</param>
    public double Loss(double[] sum, double share, Func<int, bool> counts)
    {
        var (loss, total) = (0.0, 0.0);
        Span<double> own = stackalloc double[_outputs];
        for (var row = 0; row < labels.Length; row++)
        {
            var weight = counts(row) ? weights?[row] ?? 1 : 0;
            if (weight > 0)
            {
                sum.AsSpan(row * _outputs, _outputs).CopyTo(own);
                Vectors.Scale(own, share);
                (loss, total) = (loss + (weight * LossOf(own, labels[row])), total + weight);
            }
        }

        return loss / total;
    }

    /// <summary>The scores of a mean of margins.</summary>
    public double[] ToScores(double[] mean)
    {
        var scores = (double[])mean.Clone();
        for (var from = 0; from < scores.Length && task != ModelTask.Regression; from += _outputs)
        {
            var own = scores.AsSpan(from, _outputs);
            if (task == ModelTask.Multiclass)
            {
                Softmax.Apply(own);
            }
            else
            {
                own[0] = PortableMath.Logistic(own[0]);
            }
        }

        return scores;
    }

    private double LossOf(Span<double> margins, double label)
    {
        if (task == ModelTask.Multiclass)
        {
            var own = margins[(int)label];
            return Softmax.ApplyAndLogSum(margins) - own;
        }

        return task == ModelTask.Binary
            ? Math.Max(margins[0], 0) - (margins[0] * label) + PortableMath.Log(1 + PortableMath.Exp(-Math.Abs(margins[0])))
            : (margins[0] - label) * (margins[0] - label);
    }
}
