using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Chooses a calibration by its log loss on rows that it was not fitted on. The validation rows are divided into five
/// parts, and each is scored by a fit on the other four. If the rows are split in time, each part is scored by a fit on
/// the parts before it, as later rows will be; so a curve that holds for one month only is rejected. Among equals the
/// simplest wins. The simplest is none, so a well calibrated model stays as it is.
/// </summary>
internal static class Calibrator
{
    private const int Parts = 5;

    /// <summary>Fewest rows: with fewer, a curve of two numbers is chance.</summary>
    private const int FewestRows = 100;

    /// <summary>Fewest rows of the rarer class.</summary>
    private const int FewestOfAClass = 10;

    /// <summary>
    /// Fewest rows for an isotonic line: below about a thousand it overfits (Niculescu-Mizil and Caruana, Predicting
    /// Good Probabilities with Supervised Learning, ICML 2005, section 5).
    /// </summary>
    private const int FewestForIsotonic = 1_000;

    /// <summary>Most rows: more do not move the curve visibly.</summary>
    private const int MostRows = 20_000;

    /// <summary>Most scores, so that many classes take as long as a few: every candidate is calibrated.</summary>
    private const int MostScores = 200_000;

    private const double LeastProbability = 1e-15;

    /// <summary>The calibration; null if none is better than none, or the rows are too few.</summary>
    /// <param name="scores">Rows x outputs: the score of class 1, or one score for each class.</param>
    /// <param name="labels">The index of the class, for each row.</param>
    /// <param name="inTime">The rows in the order of time, if they were split in time; otherwise null.</param>
    public static FittedCalibration? Fit(double[] scores, double[] labels, int[]? inTime = null)
    {
        if (labels.Length < FewestRows)
        {
            return null;
        }

        var outputs = scores.Length / labels.Length;
        var all = new Sample(scores, labels, outputs);
        var rows = Evenly(inTime ?? [.. Enumerable.Range(0, labels.Length)], Math.Clamp(MostScores / outputs, FewestRows, MostRows));
        var sample = all.Take(rows);
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

        if (best?.Invoke(sample) is not { } calibration)
        {
            return null;
        }

        var heldOut = (double[])scores.Clone();
        calibration.Apply(heldOut, outputs);
        foreach (var fold in folds)
        {
            Replace(heldOut, fold, rows, sample, best);
        }

        return new(calibration, before, least, rows.Length, heldOut);
    }

    /// <summary>Replaces the scores of a held-out part by those that a fit on the known part gives.</summary>
    private static void Replace(double[] scores, Fold fold, int[] rows, Sample sample, Func<Sample, ScoreCalibration?> method)
    {
        int[] held = [.. Enumerable.Range(0, rows.Length).Where(fold.IsHeld)];
        var own = sample.Take(held).Scores;
        method(sample.Where(fold.IsKnown))!.Apply(own, sample.Outputs);
        for (var i = 0; i < held.Length; i++)
        {
            own.AsSpan(i * sample.Outputs, sample.Outputs).CopyTo(scores.AsSpan(rows[held[i]] * sample.Outputs));
        }
    }

    /// <summary>At most so many of the rows, evenly spread.</summary>
    private static int[] Evenly(int[] rows, int most)
    {
        var every = (rows.Length + most - 1) / most;
        return every == 1 ? rows : [.. rows.Where((_, i) => i % every == 0)];
    }

    /// <summary>Random parts: each is held out once, and the others are known.</summary>
    private static Fold[] Folds(int rows)
    {
        var part = Array.ConvertAll(Enumerable.Range(0, rows).ToArray(), row => (int)(StableHash.Mix((ulong)row) % Parts));
        return [.. Enumerable.Range(0, Parts).Select(held => new Fold(row => part[row] != held, row => part[row] == held))];
    }

    /// <summary>Parts in time: each but the first is held out once, and the earlier ones are known.</summary>
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

    /// <summary>The log loss of the held-out rows under a fit on the known ones; infinite if the fit fails.</summary>
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

    /// <summary>The rows for a fit and the rows to measure it on.</summary>
    private sealed record Fold(Func<int, bool> IsKnown, Func<int, bool> IsHeld);

    /// <summary>Rows with their scores.</summary>
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

/// <summary>A calibration, and how good it is.</summary>
/// <param name="Before">The log loss without it.</param>
/// <param name="After">The log loss with it, on rows that it was not fitted on.</param>
/// <param name="Rows">Rows that it was fitted on.</param>
/// <param name="HeldOut">All scores, calibrated: each row that it was fitted on by a fit on others.</param>
internal sealed record FittedCalibration(ScoreCalibration Calibration, double Before, double After, int Rows, double[] HeldOut);
