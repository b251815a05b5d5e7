namespace MLOpsFunctions.Training.Linear;

/// <summary>A mean loss of margins over rows.</summary>
/// <param name="labels">A number a row, or the index of the class.</param>
/// <param name="shares">How much each row counts; they add up to 1.</param>
internal abstract class LinearLoss(double[] labels, double[] shares)
{
    /// <summary>Rows.</summary>
    public int Rows => labels.Length;

    /// <summary>Margins a row.</summary>
    public abstract int Outputs { get; }

    /// <summary>The second derivative by the margin, by row; kept by the losses of one output.</summary>
    public double[] Curvature { get; protected init; } = [];

    /// <summary>Steps that Newton's method usually takes; null where the curvature is not kept.</summary>
    public virtual int? NewtonSteps => null;

    /// <summary>A number a row, or the index of the class.</summary>
    protected double[] Labels => labels;

    /// <summary>How much each row counts; they add up to 1.</summary>
    protected double[] Shares => shares;

    /// <summary>Replaces each margin (by output, then by row) by the loss's derivative by it, and returns the loss.</summary>
    public abstract double ToResiduals(double[] margins);
}

/// <summary>Half the squared error.</summary>
internal sealed class SquaredError : LinearLoss
{
    public SquaredError(double[] labels, double[] shares) : base(labels, shares) => Curvature = shares;

    public override int Outputs => 1;

    public override int? NewtonSteps => 1;

    public override double ToResiduals(double[] margins)
    {
        var loss = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            var error = margins[row] - Labels[row];
            loss += Shares[row] * 0.5 * error * error;
            margins[row] = Shares[row] * error;
        }

        return loss;
    }
}

/// <summary>Negative log-likelihood of two classes; the margin is the log-odds of class 1 (Hastie, Tibshirani and Friedman, 2009, equation 4.20).</summary>
internal sealed class LogisticLikelihood : LinearLoss
{
    public LogisticLikelihood(double[] labels, double[] shares) : base(labels, shares) => Curvature = new double[labels.Length];

    public override int Outputs => 1;

    public override int? NewtonSteps => 8;

    public override double ToResiduals(double[] margins)
    {
        var loss = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            // e^-|m| can't overflow; the rest follows by symmetry.
            var (margin, share) = (margins[row], Shares[row]);
            var small = PortableMath.Exp(-Math.Abs(margin));
            var probability = margin >= 0 ? 1 / (1 + small) : small / (1 + small);
            loss += share * (Math.Max(margin, 0) - (margin * Labels[row]) + PortableMath.Log(1 + small));
            margins[row] = share * (probability - Labels[row]);
            Curvature[row] = share * (small / ((1 + small) * (1 + small)));
        }

        return loss;
    }
}

/// <summary>Negative log-likelihood of several classes; margins are logarithms of their odds up to a common constant (the same, equation 4.17).</summary>
internal sealed class MultinomialLikelihood(double[] labels, double[] shares, int classes) : LinearLoss(labels, shares)
{
    public override int Outputs => classes;

    public override double ToResiduals(double[] margins)
    {
        var (loss, own) = (0.0, new double[classes]);
        for (var row = 0; row < Rows; row++)
        {
            for (var k = 0; k < classes; k++)
            {
                own[k] = margins[(k * Rows) + row];
            }

            var (share, label) = (Shares[row], (int)Labels[row]);
            var labelMargin = own[label];
            loss += share * (Softmax.Apply(own) - labelMargin);
            for (var k = 0; k < classes; k++)
            {
                margins[(k * Rows) + row] = share * (own[k] - (k == label ? 1 : 0));
            }
        }

        return loss;
    }
}
