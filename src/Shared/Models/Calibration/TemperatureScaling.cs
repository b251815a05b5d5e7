using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Fits one factor on the logarithms of all classes' scores. The log loss is convex in it, so bisection finds the zero
/// of its derivative. The targets are smoothed, as Platt's are (1999): of N rows, the true class gets
/// (N + 1) / (N + 2) and the others share the rest. Without it, a model that is right on every row would call itself
/// certain.
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
    /// The derivative of the log loss by the factor: over the rows, the expected logarithm less that of the targets.
    /// </summary>
    private static double Derivative(double[] logarithms, ReadOnlySpan<double> labels, double slope)
    {
        var (classes, sum) = (logarithms.Length / labels.Length, 0.0);
        var smoothing = 1.0 / (labels.Length + 2); // Shared by the classes that were not.
        for (var row = 0; row < labels.Length; row++)
        {
            var own = logarithms.AsSpan(row * classes, classes);
            var most = double.NegativeInfinity;
            foreach (var z in own)
            {
                most = Math.Max(most, z);
            }

            var (total, expected, all) = (0.0, 0.0, 0.0);
            foreach (var z in own)
            {
                var e = PortableMath.Exp(slope * (z - most));
                (total, expected, all) = (total + e, expected + (e * z), all + z);
            }

            var target = own[(int)labels[row]];
            var others = classes > 1 ? (all - target) / (classes - 1) : target;
            sum += (expected / total) - (((1 - smoothing) * target) + (smoothing * others));
        }

        return sum;
    }
}
