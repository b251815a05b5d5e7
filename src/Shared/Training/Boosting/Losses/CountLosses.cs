namespace MLOpsFunctions.Training.Boosting.Losses;

/// <summary>A loss of a number that is zero or more, on the logarithm's scale; targets are labels over their mean.</summary>
internal abstract class LogLinkLoss(double[] labels, float[]? weights) : Loss
{
    /// <summary>What an all-zero label is taken to be on average, so that its logarithm exists.</summary>
    private const double LeastMean = 1e-9;

    private readonly double _mean = Math.Max(Weighted.Mean(labels, weights), LeastMean);

    public override Link Link => Link.Log;

    public override double[] Base => [PortableMath.Log(_mean)];

    /// <summary>A factor of e² a tree at most: a Newton step on an exponential's far side overshoots without bound.</summary>
    public override double MaxStep => 2;

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)(label / _mean));
}

/// <summary>Poisson deviance's half, up to a constant: e^s - y s.</summary>
internal sealed class PoissonLoss(double[] labels, float[]? weights) : LogLinkLoss(labels, weights)
{
    public override double Value(ScoredRows rows, int row) =>
        PortableMath.Exp(rows.Scores[0][row]) - ((double)rows.Targets[row] * rows.Scores[0][row]);

    public override void Derive(ScoredRows rows, int output, int from, int to, float[] gradients, float[]? hessians)
    {
        for (var i = from; i < to; i++)
        {
            var expected = (float)PortableMath.Exp(rows.Scores[0][i]);
            gradients[i] = (expected - rows.Targets[i]) * rows.Weight(i);
            hessians![i] = expected * rows.Weight(i);
        }
    }
}

/// <summary>
/// Tweedie deviance's half, up to a constant, for a power between 1 (Poisson) and 2 (gamma): many zeros and a long tail (Jørgensen, The Theory of
/// Dispersion Models, 1997): e^((2-p)s) / (2-p) - y e^((1-p)s) / (1-p).
/// </summary>
internal sealed class TweedieLoss(double power, double[] labels, float[]? weights) : LogLinkLoss(labels, weights)
{
    public override double Value(ScoredRows rows, int row)
    {
        double score = rows.Scores[0][row];
        return (PortableMath.Exp((2 - power) * score) / (2 - power)) - (rows.Targets[row] * PortableMath.Exp((1 - power) * score) / (1 - power));
    }

    public override void Derive(ScoredRows rows, int output, int from, int to, float[] gradients, float[]? hessians)
    {
        for (var i = from; i < to; i++)
        {
            double score = rows.Scores[0][i];
            var (fall, rise) = (rows.Targets[i] * PortableMath.Exp((1 - power) * score), PortableMath.Exp((2 - power) * score));
            gradients[i] = (float)((rise - fall) * rows.Weight(i));
            hessians![i] = (float)((((2 - power) * rise) - ((1 - power) * fall)) * rows.Weight(i));
        }
    }
}
