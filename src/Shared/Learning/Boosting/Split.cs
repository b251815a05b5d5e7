namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The best split of a leaf.</summary>
/// <param name="Gain">The decrease of the loss in the second-order approximation, times two; above zero.</param>
/// <param name="Feature">The feature's index in the binned matrix.</param>
/// <param name="Bin">Of a number: the last bin that goes left; of a category: -1.</param>
/// <param name="LeftBins">All bins that go left, possibly with the missing one.</param>
/// <param name="Left">Sums over the rows that go left.</param>
/// <param name="Right">Sums over the rows that go right.</param>
internal sealed record Split(double Gain, int Feature, int Bin, BinSet LeftBins, GradientSum Left, GradientSum Right);

/// <summary>Quantised sums over some rows.</summary>
/// <param name="Gradient">Sum of first derivatives, in steps.</param>
/// <param name="Hessian">Sum of second derivatives, in steps.</param>
internal readonly record struct GradientSum(long Gradient, long Hessian)
{
    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian);

    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian);
}
