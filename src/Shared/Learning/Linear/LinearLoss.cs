using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>The mean loss of margins over rows.</summary>
/// <param name="labels">The number, or the index of the class, for each row.</param>
/// <param name="shares">The weight of each row; they add up to 1.</param>
internal abstract class LinearLoss(double[] labels, double[] shares)
{
    public int Rows => labels.Length;

    /// <summary>Margins of each row.</summary>
    public abstract int Outputs { get; }

    /// <summary>The second derivative by the margin, by row; only for losses of one output.</summary>
    public double[] Curvature { get; protected init; } = [];

    /// <summary>The usual number of Newton's steps; null if there is no curvature.</summary>
    public virtual int? NewtonSteps => null;

    /// <summary>The number, or the index of the class, for each row.</summary>
    protected double[] Labels => labels;

    /// <summary>The weight of each row; they add up to 1.</summary>
    protected double[] Shares => shares;

    /// <summary>
    /// Replaces the margins of some rows, by row and then by output, by the derivatives of the loss, and returns the
    /// loss of these rows.
    /// </summary>
    /// <param name="from">The first row.</param>
    public abstract double ToResiduals(Span<double> margins, int from);
}

/// <summary>Half the squared error.</summary>
internal sealed class SquaredError : LinearLoss
{
    public SquaredError(double[] labels, double[] shares)
        : base(labels, shares) => Curvature = shares;

    public override int Outputs => 1;

    public override int? NewtonSteps => 1;

    public override double ToResiduals(Span<double> margins, int from)
    {
        var loss = 0.0;
        for (var i = 0; i < margins.Length; i++)
        {
            var (share, error) = (Shares[from + i], margins[i] - Labels[from + i]);
            loss += share * 0.5 * error * error;
            margins[i] = share * error;
        }

        return loss;
    }
}

/// <summary>
/// Negative log-likelihood of two classes; the margin is the log-odds of class 1 (Hastie, Tibshirani and Friedman,
/// 2009, equation 4.20).
/// </summary>
internal sealed class LogisticLikelihood : LinearLoss
{
    public LogisticLikelihood(double[] labels, double[] shares)
        : base(labels, shares) => Curvature = new double[labels.Length];

    public override int Outputs => 1;

    public override int? NewtonSteps => 8;

    public override double ToResiduals(Span<double> margins, int from)
    {
        var loss = 0.0;
        for (var i = 0; i < margins.Length; i++)
        {
            // e^-|m| can't overflow; the rest follows by symmetry.
            var (margin, share, label) = (margins[i], Shares[from + i], Labels[from + i]);
            var small = PortableMath.Exp(-Math.Abs(margin));
            var probability = margin >= 0 ? 1 / (1 + small) : small / (1 + small);
            loss += share * (Math.Max(margin, 0) - (margin * label) + PortableMath.Log(1 + small));
            margins[i] = share * (probability - label);
            Curvature[from + i] = share * (small / ((1 + small) * (1 + small)));
        }

        return loss;
    }
}

/// <summary>
/// Negative log-likelihood of several classes; margins are logarithms of their odds up to a common constant (the same,
/// equation 4.17).
/// </summary>
internal sealed class MultinomialLikelihood(double[] labels, double[] shares, int classes) : LinearLoss(labels, shares)
{
    public override int Outputs => classes;

    public override double ToResiduals(Span<double> margins, int from)
    {
        var loss = 0.0;
        for (var row = from; margins.Length > 0; row++, margins = margins[classes..])
        {
            var own = margins[..classes];
            var (share, label) = (Shares[row], (int)Labels[row]);
            var labelMargin = own[label];
            loss += share * (Softmax.ApplyAndLogSum(own) - labelMargin);
            own[label] -= 1;
            Vectors.Scale(own, share);
        }

        return loss;
    }
}
