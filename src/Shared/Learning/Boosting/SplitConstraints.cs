using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The score of a split, and the constraints on it.</summary>
/// <param name="MinLeaf">Fewest rows of a leaf.</param>
/// <param name="MinHessian">Least sum of hessians of a leaf.</param>
/// <param name="L1">L1 penalty on leaf values.</param>
/// <param name="L2">L2 penalty on leaf values.</param>
/// <param name="MinGain">Least gain of a split.</param>
internal sealed record SplitConstraints(int MinLeaf, double MinHessian, double L1, double L2, double MinGain)
{
    /// <summary>
    /// Twice the decrease of the loss by a leaf's best value: G² / (H + L2), with |G| reduced by L1 (Chen and Guestrin,
    /// XGBoost, 2016, equation 6).
    /// </summary>
    public double Score(double gradient, double hessian)
    {
        var g = Shrink(gradient);
        return g * g / (hessian + L2);
    }

    /// <summary>The same of four leaves.</summary>
    public Vector256<double> Score(Vector256<double> gradient, Vector256<double> hessian)
    {
        var g = L1 == 0 ? gradient : Vector256.Max(Vector256.Abs(gradient) - Vector256.Create(L1), Vector256<double>.Zero);
        return g * g / (hessian + Vector256.Create(L2));
    }

    /// <summary>
    /// Twice the decrease of the loss by any value of a leaf; for its best value, <see cref="Score(double, double)"/>.
    /// </summary>
    public double ScoreOf(double value, double gradient, double hessian) =>
        -((2 * gradient * value) + ((hessian + L2) * value * value) + (2 * L1 * Math.Abs(value)));

    /// <summary>A leaf's best value, -G / (H + L2) (equation 5).</summary>
    public double Value(double gradient, double hessian) => -Shrink(gradient) / (hessian + L2);

    private double Shrink(double gradient) => L1 == 0 ? gradient : Math.CopySign(Math.Max(0, Math.Abs(gradient) - L1), gradient);
}
