using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Fits one factor on the logarithms of all classes' scores. The log loss is convex in it, so bisection finds the zero
/// of its derivative.
/// </summary>
internal static class TemperatureScaling
{
    private const double Least = 0.05;
    private const double Most = 20;
    private const int Halvings = 30;

    /// <summary>The factor with the least log loss.</summary>
    /// <param name="scores">Rows x classes.</param>
    /// <param name="labels">The index of the class, for each row.</param>
    public static ScoreCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels)
    {
        var logarithms = new double[scores.Length];
        for (var i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] = ScoreCalibration.Log(scores[i]);
        }

        var (low, high) = (Least, Most);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = Derivative(logarithms, labels, middle) < 0 ? (middle, high) : (low, middle);
        }

        return new(CalibrationMethod.Temperature, (low + high) / 2);
    }

    /// <summary>
    /// The derivative of the log loss by the factor: over the rows, the expected logarithm less that of the true class.
    /// </summary>
    private static double Derivative(double[] logarithms, ReadOnlySpan<double> labels, double slope)
    {
        var (classes, sum) = (logarithms.Length / labels.Length, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            var own = logarithms.AsSpan(row * classes, classes);
            var most = double.NegativeInfinity;
            foreach (var z in own)
            {
                most = Math.Max(most, z);
            }

            var (total, expected) = (0.0, 0.0);
            foreach (var z in own)
            {
                var e = PortableMath.Exp(slope * (z - most));
                (total, expected) = (total + e, expected + (e * z));
            }

            sum += (expected / total) - own[(int)labels[row]];
        }

        return sum;
    }
}
