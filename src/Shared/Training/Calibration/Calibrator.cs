using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Calibration;

/// <summary>
/// Chooses a calibration by the log loss that each method has on rows that it was not fitted on: five parts of the validation rows, each scored by what the other four gave. Of equals the simplest
/// wins, and the simplest is none: a model that says what it means is left alone.
/// </summary>
internal static class Calibrator
{
    private const int Parts = 5;

    /// <summary>With fewer rows a curve of two numbers is chance.</summary>
    private const int FewestRows = 100;

    /// <summary>Rows of the rarer class without which there is nothing to learn from.</summary>
    private const int FewestOfAClass = 10;

    /// <summary>Below about a thousand rows a free line overfits (Niculescu-Mizil and Caruana, Predicting Good Probabilities with Supervised Learning, ICML 2005, section 5).</summary>
    private const int FewestForIsotonic = 1_000;

    /// <summary>More rows move the curve by nothing that could be seen.</summary>
    private const int MostRows = 20_000;

    /// <summary>Scores at most, so that many classes take no longer than a few: every candidate is calibrated.</summary>
    private const int MostScores = 200_000;

    private const double LeastProbability = 1e-15;

    /// <summary>The calibration and the log losses without and with it, on rows that it was not fitted on; null where none is better or the rows are too few.</summary>
    /// <param name="scores">Rows x outputs: the score of class 1, or a score a class.</param>
    /// <param name="labels">The class's index, a row.</param>
    public static (ScoreCalibration Calibration, double Before, double After, int Rows)? Fit(double[] scores, double[] labels)
    {
        if (labels.Length < FewestRows)
        {
            return null;
        }

        var outputs = scores.Length / labels.Length;
        var sample = new Sample(scores, labels, outputs).AtMost(Math.Clamp(MostScores / outputs, FewestRows, MostRows));
        if (sample.Outputs == 1 && Math.Min(sample.Labels.Count(label => label == 0), sample.Labels.Count(label => label == 1)) < FewestOfAClass)
        {
            return null;
        }

        Func<Sample, ScoreCalibration?>[] methods = sample.Outputs > 1
            ? [rows => TemperatureScaling.Fit(rows.Scores, rows.Labels)]
            : sample.Labels.Length < FewestForIsotonic
                ? [rows => PlattScaling.Fit(rows.Scores, rows.Labels)]
                : [rows => PlattScaling.Fit(rows.Scores, rows.Labels), rows => IsotonicRegression.Fit(rows.Scores, rows.Labels)];
        var before = sample.LogLoss(null);
        var (best, least) = ((Func<Sample, ScoreCalibration?>?)null, before);
        foreach (var method in methods)
        {
            var loss = CrossValidate(sample, method);
            (best, least) = loss < least ? (method, loss) : (best, least);
        }

        return best?.Invoke(sample) is { } calibration ? (calibration, before, least, sample.Labels.Length) : null;
    }

    private static double CrossValidate(Sample sample, Func<Sample, ScoreCalibration?> method)
    {
        var (sum, part) = (0.0, Array.ConvertAll(Enumerable.Range(0, sample.Labels.Length).ToArray(), row => (int)(StableHash.Mix((ulong)row) % Parts)));
        for (var held = 0; held < Parts; held++)
        {
            if (method(sample.Where(row => part[row] != held)) is not { } calibration)
            {
                return double.PositiveInfinity;
            }

            var rest = sample.Where(row => part[row] == held);
            sum += rest.LogLoss(calibration) * rest.Labels.Length;
        }

        return sum / sample.Labels.Length;
    }

    /// <summary>Scored rows.</summary>
    private sealed record Sample(double[] Scores, double[] Labels, int Outputs)
    {
        public Sample Where(Func<int, bool> holds)
        {
            var rows = Enumerable.Range(0, Labels.Length).Where(holds).ToArray();
            var scores = new double[rows.Length * Outputs];
            for (var i = 0; i < rows.Length; i++)
            {
                Scores.AsSpan(rows[i] * Outputs, Outputs).CopyTo(scores.AsSpan(i * Outputs));
            }

            return new(scores, Array.ConvertAll(rows, row => Labels[row]), Outputs);
        }

        /// <summary>Evenly spread over the rows.</summary>
        public Sample AtMost(int rows)
        {
            var every = (Labels.Length + rows - 1) / rows;
            return every == 1 ? this : Where(row => row % every == 0);
        }

        public double LogLoss(ScoreCalibration? calibration)
        {
            var calibrated = (double[])Scores.Clone();
            calibration?.Apply(calibrated, Outputs);
            var sum = 0.0;
            for (var row = 0; row < Labels.Length; row++)
            {
                var p = Outputs > 1 ? calibrated[(row * Outputs) + (int)Labels[row]] : Labels[row] == 1 ? calibrated[row] : 1 - calibrated[row];
                sum -= PortableMath.Log(Math.Clamp(p, LeastProbability, 1));
            }

            return sum / Labels.Length;
        }
    }
}
