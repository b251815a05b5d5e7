using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Chooses a calibration by the log loss that each method has on rows that it was not fitted on: five parts of the
/// validation rows, each scored by what the other four gave. Where the rows are split in time the parts follow each
/// other and each is scored by what the ones before it gave, as the test rows and all that come later will be: a curve
/// that holds for a month only is not taken. Of equals the simplest wins, and the simplest is none: a model that says
/// what it means is left alone.
/// </summary>
internal static class Calibrator
{
    private const int Parts = 5;

    /// <summary>With fewer rows a curve of two numbers is chance.</summary>
    private const int FewestRows = 100;

    /// <summary>Rows of the rarer class without which there is nothing to learn from.</summary>
    private const int FewestOfAClass = 10;

    /// <summary>
    /// Below about a thousand rows a free line overfits (Niculescu-Mizil and Caruana, Predicting Good Probabilities
    /// with Supervised Learning, ICML 2005, section 5).
    /// </summary>
    private const int FewestForIsotonic = 1_000;

    /// <summary>More rows move the curve by nothing that could be seen.</summary>
    private const int MostRows = 20_000;

    /// <summary>Scores at most, so that many classes take no longer than a few: every candidate is calibrated.</summary>
    private const int MostScores = 200_000;

    private const double LeastProbability = 1e-15;

    /// <summary>
    /// The calibration and the log losses without and with it, on rows that it was not fitted on; null where none is
    /// better or the rows are too few.
    /// </summary>
    /// <param name="scores">Rows x outputs: the score of class 1, or a score a class.</param>
    /// <param name="labels">The class's index, a row.</param>
    /// <param name="inTime">The rows in the order of time, where they were held out by it; null: their order says nothing.</param>
    public static (ScoreCalibration Calibration, double Before, double After, int Rows)? Fit(
        double[] scores,
        double[] labels,
        int[]? inTime = null
    )
    {
        if (labels.Length < FewestRows)
        {
            return null;
        }

        var outputs = scores.Length / labels.Length;
        var all = new Sample(scores, labels, outputs);
        var sample = (inTime is null ? all : all.Take(inTime)).AtMost(Math.Clamp(MostScores / outputs, FewestRows, MostRows));
        if (
            sample.Outputs == 1
            && Math.Min(sample.Labels.Count(label => label == 0), sample.Labels.Count(label => label == 1)) < FewestOfAClass
        )
        {
            return null;
        }

        Func<Sample, ScoreCalibration?>[] methods =
            sample.Outputs > 1 ? [rows => TemperatureScaling.Fit(rows.Scores, rows.Labels)]
            : sample.Labels.Length < FewestForIsotonic ? [rows => PlattScaling.Fit(rows.Scores, rows.Labels)]
            : [rows => PlattScaling.Fit(rows.Scores, rows.Labels), rows => IsotonicRegression.Fit(rows.Scores, rows.Labels)];
        var folds = inTime is null ? Folds(sample.Labels.Length) : FoldsInTime(sample.Labels.Length);
        var before = Loss(sample, folds, null);
        var (best, least) = ((Func<Sample, ScoreCalibration?>?)null, before);
        foreach (var method in methods)
        {
            var loss = Loss(sample, folds, method);
            (best, least) = loss < least ? (method, loss) : (best, least);
        }

        return best?.Invoke(sample) is { } calibration ? (calibration, before, least, sample.Labels.Length) : null;
    }

    /// <summary>Every row is held once, by chance, and the other parts are known then.</summary>
    private static Fold[] Folds(int rows)
    {
        var part = Array.ConvertAll(Enumerable.Range(0, rows).ToArray(), row => (int)(StableHash.Mix((ulong)row) % Parts));
        return [.. Enumerable.Range(0, Parts).Select(held => new Fold(row => part[row] != held, row => part[row] == held))];
    }

    /// <summary>Every part but the first is held once, and what came before it is known then.</summary>
    private static Fold[] FoldsInTime(int rows)
    {
        int Start(int part) => (int)((long)rows * part / Parts);
        return
        [
            .. Enumerable
                .Range(1, Parts - 1)
                .Select(held => new Fold(row => row < Start(held), row => row >= Start(held) && row < Start(held + 1))),
        ];
    }

    /// <summary>The log loss of the held rows, calibrated by what the known ones give; infinite where those give nothing.</summary>
    private static double Loss(Sample sample, Fold[] folds, Func<Sample, ScoreCalibration?>? method)
    {
        var (sum, count) = (0.0, 0);
        foreach (var fold in folds)
        {
            var calibration = method?.Invoke(sample.Where(fold.IsKnown));
            if (method is not null && calibration is null)
            {
                return double.PositiveInfinity;
            }

            var held = sample.Where(fold.IsHeld);
            (sum, count) = (sum + (held.LogLoss(calibration) * held.Labels.Length), count + held.Labels.Length);
        }

        return sum / count;
    }

    /// <summary>Which rows a method is fitted on and which it is measured on.</summary>
    private sealed record Fold(Func<int, bool> IsKnown, Func<int, bool> IsHeld);

    /// <summary>Scored rows.</summary>
    private sealed record Sample(double[] Scores, double[] Labels, int Outputs)
    {
        public Sample Where(Func<int, bool> holds) => Take(Enumerable.Range(0, Labels.Length).Where(holds).ToArray());

        /// <summary>These rows, in this order.</summary>
        public Sample Take(int[] rows)
        {
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
                var p =
                    Outputs > 1 ? calibrated[(row * Outputs) + (int)Labels[row]]
                    : Labels[row] == 1 ? calibrated[row]
                    : 1 - calibrated[row];
                sum -= PortableMath.Log(Math.Clamp(p, LeastProbability, 1));
            }

            return sum / Labels.Length;
        }
    }
}
