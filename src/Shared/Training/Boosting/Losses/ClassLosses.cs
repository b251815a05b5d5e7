namespace MLOpsFunctions.Training.Boosting.Losses;

/// <summary>Cross-entropy of one of two classes on the log-odds scale. Starts at the classes' odds.</summary>
internal sealed class LogisticLoss(double[] labels, float[]? weights) : Loss
{
    private readonly double[] _shares = Weighted.ClassShares(labels, weights, 2);

    public override Link Link => Link.Logistic;

    public override double[] Base => [(float)PortableMath.Log(_shares[1] / _shares[0])];

    public override float Start(int output) => (float)Base[0];

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)label);

    public override void Derive(ScoredRows rows, int output, int from, int to, float[] gradients, float[]? hessians)
    {
        for (var i = from; i < to; i++)
        {
            var p = (float)PortableMath.Logistic(rows.Scores[0][i]);
            gradients[i] = (p - rows.Targets[i]) * rows.Weight(i);
            hessians![i] = p * (1 - p) * rows.Weight(i);
        }
    }

    public override double Value(ScoredRows rows, int row)
    {
        // ln(1 + e^-m), m the margin on the right class's side, without overflow.
        var m = rows.Targets[row] > 0.5f ? (double)rows.Scores[0][row] : -rows.Scores[0][row];
        return Math.Max(-m, 0) + PortableMath.Log(1 + PortableMath.Exp(-Math.Abs(m)));
    }
}

/// <summary>
/// Cross-entropy of one of several classes: a score a class, probabilities by softmax (Friedman, Greedy Function Approximation, 2001, section
/// 4.6, whose factor (K-1)/K of a leaf's step is a factor K/(K-1) of the hessian here). Starts at the logarithms of the classes' shares.
/// </summary>
internal sealed class SoftmaxLoss(int classes, double[] labels, float[]? weights) : Loss
{
    public override Link Link => Link.Softmax;

    public override int Outputs => classes;

    public override double[] Base { get; } = Array.ConvertAll(Weighted.ClassShares(labels, weights, classes), share => (double)(float)PortableMath.Log(share));

    public override float Start(int output) => (float)Base[output];

    public override float[] Targets(double[] labels) => Array.ConvertAll(labels, label => (float)label);

    /// <summary>Keeps each row's ln Σ e^score as it is before the round's first tree.</summary>
    public override void BeginRound(ScoredRows rows, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            rows.Round[i] = (float)LogSum(rows, i);
        }
    }

    public override void Derive(ScoredRows rows, int output, int from, int to, float[] gradients, float[]? hessians)
    {
        var factor = classes / (classes - 1f);
        for (var i = from; i < to; i++)
        {
            var p = (float)PortableMath.Exp(rows.Scores[output][i] - rows.Round[i]);
            gradients[i] = (p - (rows.Targets[i] == output ? 1 : 0)) * rows.Weight(i);
            hessians![i] = factor * p * Math.Max(0, 1 - p) * rows.Weight(i);
        }
    }

    public override double Value(ScoredRows rows, int row) => LogSum(rows, row) - rows.Scores[(int)rows.Targets[row]][row];

    private static double LogSum(ScoredRows rows, int row)
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

        return largest + PortableMath.Log(sum);
    }
}
