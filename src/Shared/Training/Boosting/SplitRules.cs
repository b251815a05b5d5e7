namespace MLOpsFunctions.Training.Boosting;

/// <summary>What makes a split good and which are allowed.</summary>
/// <param name="MinLeaf">Fewest rows a leaf may have.</param>
/// <param name="MinHessian">Least sum of hessians a leaf may have.</param>
/// <param name="L1">Pulls leaf values to zero by a constant.</param>
/// <param name="L2">Pulls leaf values to zero by a factor.</param>
/// <param name="MinGain">Least gain of a split.</param>
internal sealed record SplitRules(int MinLeaf, double MinHessian, double L1, double L2, double MinGain)
{
    /// <summary>
    /// Twice the loss that a leaf's best value saves: G² / (H + L2), with |G| lessened by L1 (Chen and Guestrin, XGBoost, 2016, equation 6).
    /// </summary>
    public double Score(double gradient, double hessian)
    {
        var g = Shrink(gradient);
        return g * g / (hessian + L2);
    }

    /// <summary>A leaf's best value, -G / (H + L2) (equation 5).</summary>
    public double Value(double gradient, double hessian) => -Shrink(gradient) / (hessian + L2);

    private double Shrink(double gradient) => L1 == 0 ? gradient : Math.CopySign(Math.Max(0, Math.Abs(gradient) - L1), gradient);
}
