using System.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// How derivatives become small whole numbers, so that sums over rows are exact whatever the order (Shi et al.,
/// Quantized Training of Gradient Boosting Decision Trees, NeurIPS 2022). A row's pair is added in one 64-bit addition:
/// the gradient in the upper bits, the hessian in the lower <see cref="Shift"/>; the steps are chosen so that a sum
/// over all rows overflows neither.
/// </summary>
internal readonly struct GradientScale
{
    // One below what a row's entry can hold: rounding may add a step.
    private const int MaxGradientSteps = short.MaxValue - 1;
    private const int MaxHessianSteps = 255;

    private GradientScale(int shift, float gradientStep, float hessianStep, bool countsRows) =>
        (Shift, GradientStep, HessianStep, CountsRows) = (shift, gradientStep, hessianStep, countsRows);

    /// <summary>Lower bits of a sum that hold the hessian.</summary>
    public int Shift { get; }

    /// <summary>What one gradient step is worth.</summary>
    public float GradientStep { get; }

    /// <summary>What one hessian step is worth.</summary>
    public float HessianStep { get; }

    /// <summary>Every row's hessian is one step: a hessian sum is a number of rows.</summary>
    public bool CountsRows { get; }

    /// <summary>The finest steps for so many rows with derivatives up to these.</summary>
    /// <param name="rows">Rows that a sum may have.</param>
    /// <param name="maxGradient">Greatest absolute gradient.</param>
    /// <param name="maxHessian">Greatest hessian; null: all are 1.</param>
    public static GradientScale For(int rows, float maxGradient, float? maxHessian)
    {
        var rowBits = BitOperations.Log2((uint)rows) + 1;
        // Of 63 bits beside the sign both sums need the rows' bits; what remains is shared; rows take 30 bits at most.
        var hessianBits = maxHessian is null ? 0 : Math.Clamp((63 - (2 * rowBits)) / 2, 1, 8);
        var hessianSteps = Math.Min(MaxHessianSteps, Math.Max(1, (1 << hessianBits) - 1));
        var shift = rowBits + hessianBits;
        // A row may round up to one step more than the greatest: hence the subtraction.
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

    /// <summary>Tiny derivatives have tiny steps, but none so small that its inverse is infinite.</summary>
    private static float Step(float max, int steps) => max / steps is var step && step > 1e-37f ? step : 1e-37f;
}
