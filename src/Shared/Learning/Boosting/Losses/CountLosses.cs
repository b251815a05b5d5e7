using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>A loss of a number that is zero or more, on the logarithmic scale; targets are labels over their mean.</summary>
internal abstract class LogLinkLoss(double[] labels, float[]? weights) : Loss
{
    /// <summary>The mean that is used for labels that are all zero, so that the logarithm exists.</summary>
    private const double LeastMean = 1e-9;

    private readonly double _mean = WeightedStatistics.Mean(labels, weights) is var mean && mean > 0 ? mean : LeastMean;

    public override Link Link => Link.Log;

    public override double[] Base => [PortableMath.Log(_mean)];

    /// <summary>
    /// Largest step of a tree, a factor of e²: on an exponential's flat side a Newton step overshoots without bound.
    /// </summary>
    public override double MaxStep => 2;

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)(label / _mean));
}

/// <summary>Poisson deviance's half, up to a constant: e^s - y s.</summary>
internal sealed class PoissonLoss(double[] labels, float[]? weights) : LogLinkLoss(labels, weights)
{
    public override double Value(ScoredRows rows, int row) =>
        PortableMath.Exp(rows.Scores[0][row]) - ((double)rows.Targets[row] * rows.Scores[0][row]);

    [MethodImpl(JitOptions.AggressiveOptimization)]
    public override (Vector256<float> Gradient, Vector256<float> Hessian) Derive(
        ScoredRows rows,
        int output,
        int row,
        Vector256<float> score,
        Vector256<float> target
    )
    {
        var expected = PortableMath.Exp(score);
        return (expected - target, expected);
    }
}

/// <summary>
/// Tweedie deviance's half, up to a constant, for a power between 1 (Poisson) and 2 (gamma): many zeros and a long tail
/// (Jørgensen, The Theory of Dispersion Models, 1997): e^((2-p)s) / (2-p) - y e^((1-p)s) / (1-p).
/// </summary>
internal sealed class TweedieLoss(double power, double[] labels, float[]? weights) : LogLinkLoss(labels, weights)
{
    public override double Value(ScoredRows rows, int row)
    {
        double score = rows.Scores[0][row];
        return (PortableMath.Exp((2 - power) * score) / (2 - power))
            - (rows.Targets[row] * PortableMath.Exp((1 - power) * score) / (1 - power));
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    public override (Vector256<float> Gradient, Vector256<float> Hessian) Derive(
        ScoredRows rows,
        int output,
        int row,
        Vector256<float> score,
        Vector256<float> target
    )
    {
        var fall = target * PortableMath.Exp(score * (float)(1 - power));
        var rise = PortableMath.Exp(score * (float)(2 - power));
        return (rise - fall, (rise * (float)(2 - power)) - (fall * (float)(1 - power)));
    }
}
