using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Fits a logistic curve over the scores' log-odds by Newton's steps, each halved until it helps (Lin, Lin and Weng, A
/// Note on Platt's Probabilistic Outputs, Machine Learning 68, 2007, algorithm 1). The targets are Platt's, which stay
/// off 0 and 1 so that a few rows cannot make the curve a step.
/// </summary>
internal static class PlattScaling
{
    private const int Steps = 50;
    private const int Halvings = 20;
    private const double Tolerance = 1e-10;
    private const double Ridge = 1e-12;

    /// <summary>The curve; null if it would not rise.</summary>
    /// <param name="scores">The score of class 1, for each row.</param>
    /// <param name="labels">0 or 1, for each row.</param>
    public static ScoreCalibration? Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels)
    {
        var (odds, targets) = (new double[scores.Length], new double[scores.Length]);
        var positives = 0;
        for (var row = 0; row < odds.Length; row++)
        {
            odds[row] = ScoreCalibration.LogOdds(scores[row]);
            positives += labels[row] == 1 ? 1 : 0;
        }

        var (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (odds.Length - positives + 2.0));
        for (var row = 0; row < targets.Length; row++)
        {
            targets[row] = labels[row] == 1 ? high : low;
        }

        var curve = Solve(odds, targets);
        return curve.IsValid(outputs: 1) ? curve : null;
    }

    private static ScoreCalibration Solve(double[] odds, double[] targets)
    {
        var (slope, offset) = (1.0, 0.0);
        var loss = Loss(odds, targets, slope, offset);
        for (var step = 0; step < Steps; step++)
        {
            var (alongSlope, alongOffset) = Direction(odds, targets, slope, offset);
            var (size, better) = (1.0, double.PositiveInfinity);
            for (var halving = 0; halving < Halvings; halving++, size /= 2)
            {
                better = Loss(odds, targets, slope - (size * alongSlope), offset - (size * alongOffset));
                if (better < loss)
                {
                    break;
                }
            }

            if (!(better < loss - (Tolerance * odds.Length)))
            {
                break;
            }

            (slope, offset, loss) = (slope - (size * alongSlope), offset - (size * alongOffset), better);
        }

        return new(CalibrationMethod.Platt, slope, offset);
    }

    /// <summary>The gradient times the inverse of the second derivatives.</summary>
    private static (double Slope, double Offset) Direction(double[] odds, double[] targets, double slope, double offset)
    {
        var (gradientSlope, gradientOffset, slopes, both, offsets) = (0.0, 0.0, Ridge, 0.0, Ridge);
        for (var row = 0; row < odds.Length; row++)
        {
            var p = ScoreCalibration.Sigmoid((slope * odds[row]) + offset);
            var (error, weight) = (p - targets[row], p * (1 - p));
            gradientSlope += error * odds[row];
            gradientOffset += error;
            slopes += weight * odds[row] * odds[row];
            both += weight * odds[row];
            offsets += weight;
        }

        var determinant = (slopes * offsets) - (both * both);
        return determinant > 0
            ? (
                ((offsets * gradientSlope) - (both * gradientOffset)) / determinant,
                ((slopes * gradientOffset) - (both * gradientSlope)) / determinant
            )
            : (0, gradientOffset / offsets);
    }

    /// <summary>Sum of -t ln p - (1 - t) ln (1 - p), in the form that neither overflows nor cancels.</summary>
    private static double Loss(double[] odds, double[] targets, double slope, double offset)
    {
        var sum = 0.0;
        for (var row = 0; row < odds.Length; row++)
        {
            var x = (slope * odds[row]) + offset;
            sum += (x >= 0 ? (1 - targets[row]) * x : -targets[row] * x) + PortableMath.Log(1 + PortableMath.Exp(-Math.Abs(x)));
        }

        return sum;
    }
}
