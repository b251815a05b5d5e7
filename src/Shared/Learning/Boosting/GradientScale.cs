using System.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Converts derivatives to small whole numbers, so that sums over rows are exact in any order (Shi et al., Quantized
/// Training of Gradient Boosting Decision Trees, NeurIPS 2022). One 64-bit addition adds a row's pair: the gradient in
/// the upper bits, the hessian in the lower <see cref="Shift"/>. The steps are chosen so that a sum over all rows
/// overflows neither.
/// </summary>
internal readonly struct GradientScale
{
    // One less than a row's entry can hold: rounding may add a step.
    private const int MaxGradientSteps = short.MaxValue - 1;
    private const int MaxHessianSteps = 255;

    private GradientScale(int shift, float gradientStep, float hessianStep, bool countsRows) =>
        (Shift, GradientStep, HessianStep, CountsRows) = (shift, gradientStep, hessianStep, countsRows);

    /// <summary>Lower bits of a sum that hold the hessian.</summary>
    public int Shift { get; }

    /// <summary>The value of one gradient step.</summary>
    public float GradientStep { get; }

    /// <summary>The value of one hessian step.</summary>
    public float HessianStep { get; }

    /// <summary>Every row's hessian is one step, so a sum of hessians is a number of rows.</summary>
    public bool CountsRows { get; }

    /// <summary>The finest steps for so many rows with derivatives up to these.</summary>
    /// <param name="rows">Rows that a sum may have.</param>
    /// <param name="maxGradient">Greatest absolute gradient.</param>
    /// <param name="maxHessian">Greatest hessian; null: all are 1.</param>
    public static GradientScale For(int rows, float maxGradient, float? maxHessian)
    {
        var rowBits = BitOperations.Log2((uint)rows) + 1;
        // Both sums need the rows' bits of the 63 bits beside the sign; the rest is shared. Rows take 30 bits at most.
        var hessianBits = maxHessian is null ? 0 : Math.Clamp((63 - (2 * rowBits)) / 2, 1, 8);
        var hessianSteps = Math.Min(MaxHessianSteps, Math.Max(1, (1 << hessianBits) - 1));
        var shift = rowBits + hessianBits;
        // A row may round up to one step more than the greatest, so one is subtracted.
        var gradientSteps = (int)Math.Clamp(((1L << (63 - shift)) / rows) - 1, 1, MaxGradientSteps);
        return new(
            shift,
            Step(maxGradient, gradientSteps),
            maxHessian is { } hessian ? Step(hessian, hessianSteps) : 1,
            maxHessian is null
        );
    }

    /// <summary>Splits a sum into its two fields.</summary>
    public GradientSum Unpack(long sum) => new(sum >> Shift, sum & ((1L << Shift) - 1));

    /// <summary>Tiny derivatives have tiny steps, but the inverse of a step stays finite.</summary>
    private static float Step(float max, int steps) => max / steps is var step && step > 1e-37f ? step : 1e-37f;
}
