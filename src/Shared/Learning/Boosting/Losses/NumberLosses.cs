using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>
/// A loss of a number's error, the same in every unit: targets are errors of the base, divided by a power of two so
/// that they are at most 1.
/// </summary>
internal abstract class ErrorLoss(double start, double[] labels) : Loss
{
    public override Link Link => Link.Identity;

    public override double[] Base { get; } = [start];

    public override double Unit { get; } = UnitOf(start, labels);

    public override bool HasUnitHessian => true;

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)((label - Base[0]) / Unit));

    [MethodImpl(JitOptions.AggressiveOptimization)]
    public override (Vector256<float> Gradient, Vector256<float> Hessian) Derive(
        ScoredRows rows,
        int output,
        int row,
        Vector256<float> score,
        Vector256<float> target
    ) => (Slope(score - target), Vector256<float>.One);

    /// <summary>Derivative of the loss by the prediction, for this <paramref name="error"/>.</summary>
    protected abstract Vector256<float> Slope(Vector256<float> error);

    private static double UnitOf(double start, double[] labels)
    {
        var largest = labels.Max(label => Math.Abs(label - start));
        return largest > 0 ? Math.ScaleB(1, Math.Max(-1000, Math.ILogB(largest) + 1)) : 1;
    }
}

/// <summary>Half the squared error. Starts at the mean.</summary>
internal sealed class SquaredLoss(double[] labels, float[]? weights) : ErrorLoss(WeightedStatistics.Mean(labels, weights), labels)
{
    public override double Value(ScoredRows rows, int row)
    {
        var error = rows.Scores[0][row] - (double)rows.Targets[row];
        return error * error / 2;
    }

    protected override Vector256<float> Slope(Vector256<float> error) => error;
}

/// <summary>
/// The pinball loss of a quantile (Koenker and Bassett, Regression Quantiles, 1978); of the median, half the absolute
/// error. Its slope only tells the side of a row, so leaves use the quantile of their residuals.
/// </summary>
internal sealed class QuantileLoss(double quantile, double[] labels, float[]? weights)
    : ErrorLoss(WeightedStatistics.Quantile(labels, weights, quantile), labels)
{
    public override double? LeafQuantile => quantile;

    public override double Value(ScoredRows rows, int row)
    {
        var residual = rows.Targets[row] - (double)rows.Scores[0][row];
        return residual * (residual >= 0 ? quantile : quantile - 1);
    }

    protected override Vector256<float> Slope(Vector256<float> error)
    {
        var above = Vector256.GreaterThan(error, Vector256<float>.Zero);
        var below = Vector256.LessThan(error, Vector256<float>.Zero);
        return Vector256.ConditionalSelect(above, Vector256.Create((float)(1 - quantile)), below & Vector256.Create((float)-quantile));
    }
}
