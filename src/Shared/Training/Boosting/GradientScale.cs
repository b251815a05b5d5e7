using System.Numerics;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// How derivatives become small whole numbers, so that sums over rows are exact whatever the order (Shi et al., Quantized Training of Gradient
/// Boosting Decision Trees, NeurIPS 2022). A row's pair is added in one 64-bit addition: the gradient in the upper bits, the hessian in the
/// lower <see cref="Shift"/>; the steps are chosen so that a sum over all rows overflows neither.
/// </summary>
internal readonly struct GradientScale
{
    private const int MaxGradientSteps = short.MaxValue;
    private const int MaxHessianSteps = 255;

    private GradientScale(int shift, double gradientStep, double hessianStep, bool countsRows) =>
        (Shift, GradientStep, HessianStep, CountsRows) = (shift, gradientStep, hessianStep, countsRows);

    /// <summary>Lower bits of a sum that hold the hessian.</summary>
    public int Shift { get; }

    /// <summary>What one gradient step is worth.</summary>
    public double GradientStep { get; }

    /// <summary>What one hessian step is worth.</summary>
    public double HessianStep { get; }

    /// <summary>Every row's hessian is one step: a hessian sum is a number of rows.</summary>
    public bool CountsRows { get; }

    /// <summary>The finest steps for so many rows with derivatives up to these.</summary>
    /// <param name="rows">Rows that a sum may have.</param>
    /// <param name="maxGradient">Greatest absolute gradient.</param>
    /// <param name="maxHessian">Greatest hessian.</param>
    /// <param name="constantHessian">All hessians are <paramref name="maxHessian"/>.</param>
    public static GradientScale For(int rows, double maxGradient, double maxHessian, bool constantHessian)
    {
        var rowBits = BitOperations.Log2((uint)rows) + 1;
        // Both fields get at least a bit beside the sign: rows fit an int, so two sums of one-bit steps take 62 bits.
        var spare = 63 - (2 * rowBits);
        var hessianSteps = constantHessian ? 1 : Math.Min(MaxHessianSteps, (1 << Math.Min(8, 1 + (spare / 2))) - 1);
        var shift = rowBits + BitOperations.Log2((uint)hessianSteps) + 1;
        var gradientSteps = Math.Min(MaxGradientSteps, (long)Math.Max(1, (1L << (63 - shift)) / (double)rows / 2));
        return new(shift, Step(maxGradient, gradientSteps), Step(maxHessian, hessianSteps), constantHessian);
    }

    /// <summary>Splits a sum into its two fields.</summary>
    public GradientSum Unpack(long sum) => new(sum >> Shift, sum & ((1L << Shift) - 1));

    private static double Step(double max, long steps) => max > 0 ? max / steps : 1;
}
