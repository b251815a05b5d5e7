using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>Cross-entropy of two classes on the log-odds scale. Starts at the classes' odds.</summary>
internal sealed class LogisticLoss(double[] labels, float[]? weights) : Loss
{
    public override Link Link => Link.Logistic;

    public override double[] Base { get; } = [(float)PortableMath.Log(Odds(WeightedStatistics.ClassShares(labels, weights, 2)))];

    public override float Start(int output) => (float)Base[0];

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)label);

    [MethodImpl(JitOptions.AggressiveOptimization)]
    public override (Vector256<float> Gradient, Vector256<float> Hessian) Derive(
        ScoredRows rows,
        int output,
        int row,
        Vector256<float> score,
        Vector256<float> target
    )
    {
        var p = PortableMath.Logistic(score);
        return (p - target, p * (Vector256<float>.One - p));
    }

    public override double Value(ScoredRows rows, int row)
    {
        // ln(1 + e^-m) without overflow; m is the margin on the side of the true class.
        var m = rows.Targets[row] > 0.5f ? (double)rows.Scores[0][row] : -rows.Scores[0][row];
        return Math.Max(-m, 0) + PortableMath.Log(1 + PortableMath.Exp(-Math.Abs(m)));
    }

    private static double Odds(double[] shares) => shares[1] / shares[0];
}

/// <summary>
/// Cross-entropy of one of several classes: a score a class, probabilities by softmax (Friedman, Greedy Function
/// Approximation, 2001, section 4.6, whose factor (K-1)/K of a leaf's step is a factor K/(K-1) of the hessian here).
/// Starts at the logarithms of the classes' shares.
/// </summary>
internal sealed class SoftmaxLoss(int classes, double[] labels, float[]? weights) : Loss
{
    public override Link Link => Link.Softmax;

    public override int Outputs => classes;

    public override double[] Base { get; } =
        Array.ConvertAll(WeightedStatistics.ClassShares(labels, weights, classes), share => (double)(float)PortableMath.Log(share));

    public override float Start(int output) => (float)Base[output];

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)label);

    // Not Numerics.Softmax: eight rows at once in single precision; in double, row by row, the trees would differ.
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public override void BeginRound(ScoredRows rows, int from, int to)
    {
        for (var row = from; row < to; row += ScoredRows.Lanes)
        {
            var largest = Vector256.Create(float.NegativeInfinity);
            foreach (var scores in rows.Scores)
            {
                largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref scores[row]));
            }

            var sum = Vector256<float>.Zero;
            foreach (var scores in rows.Scores)
            {
                sum += PortableMath.Exp(Vector256.LoadUnsafe(ref scores[row]) - largest);
            }

            largest.StoreUnsafe(ref rows.Shift[row]);
            (Vector256<float>.One / sum).StoreUnsafe(ref rows.Scale[row]);
        }
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
        var p = PortableMath.Exp(score - Vector256.LoadUnsafe(ref rows.Shift[row])) * Vector256.LoadUnsafe(ref rows.Scale[row]);
        var hit = Vector256.Equals(target, Vector256.Create((float)output)) & Vector256<float>.One;
        return (p - hit, p * Vector256.Max(Vector256<float>.One - p, Vector256<float>.Zero) * (classes / (classes - 1f)));
    }

    public override double Value(ScoredRows rows, int row)
    {
        var largest = float.NegativeInfinity;
        foreach (var scores in rows.Scores)
        {
            largest = Math.Max(largest, scores[row]);
        }

        var sum = 0d;
        foreach (var scores in rows.Scores)
        {
            sum += PortableMath.Exp(scores[row] - largest);
        }

        return largest + PortableMath.Log(sum) - rows.Scores[(int)rows.Targets[row]][row];
    }
}
