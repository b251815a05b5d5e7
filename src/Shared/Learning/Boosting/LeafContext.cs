namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A leaf during the search for its best split: the gain of a split, and whether it is allowed.</summary>
internal readonly struct LeafContext
{
    private readonly LeafStatistics _leaf;
    private readonly SplitConstraints _rules;

    /// <summary>Prepares a leaf.</summary>
    /// <param name="leaf">The leaf's statistics.</param>
    /// <param name="rules">The constraints.</param>
    /// <param name="scale">The value of a step.</param>
    /// <param name="counts">Rows by bin, if they were counted. Null: hessians stand for rows, exactly if each row's is
    /// one step, otherwise in proportion.</param>
    public LeafContext(LeafStatistics leaf, SplitConstraints rules, GradientScale scale, int[]? counts)
    {
        (_leaf, _rules, Scale, Counts) = (leaf, rules, scale, counts);
        var least = Math.Max(1, rules.MinHessian / scale.HessianStep);
        MinSteps = (long)Math.Ceiling(counts is null ? Math.Max(least, rules.MinLeaf * (double)leaf.Sum.Hessian / leaf.Rows) : least);
    }

    /// <summary>The value of a step.</summary>
    public GradientScale Scale { get; }

    /// <summary>Least hessian sum of a child, in steps.</summary>
    public long MinSteps { get; }

    /// <summary>Rows by bin, if they were counted.</summary>
    public int[]? Counts { get; }

    /// <summary>Sums over the leaf.</summary>
    public GradientSum Sum => _leaf.Sum;

    /// <summary>Rows in the leaf.</summary>
    public int Rows => _leaf.Rows;

    /// <summary>Whether monotone splits above bound its value.</summary>
    public bool IsBounded => _leaf.IsBounded;

    /// <summary>The score of the leaf with its own best value.</summary>
    public double Score => ScoreOf(Sum);

    /// <summary>Whether a child with this hessian sum, and so many counted rows, is large enough.</summary>
    public bool IsEnough(long hessianSteps, int rows) => hessianSteps >= MinSteps && (Counts is null || rows >= _rules.MinLeaf);

    /// <summary>The total score of two children; minus infinity if they violate <paramref name="direction"/>.</summary>
    public double ScoreOfDivision(GradientSum left, int direction)
    {
        var right = Sum - left;
        return direction != 0 && direction * (ValueOf(right) - ValueOf(left)) < 0
            ? double.NegativeInfinity
            : ScoreOf(left) + ScoreOf(right);
    }

    /// <summary>The best value of rows with this sum, within the leaf's bounds.</summary>
    public double ValueOf(GradientSum sum) => Math.Clamp(_rules.Value(Gradient(sum), Hessian(sum)), _leaf.Low, _leaf.High);

    private double ScoreOf(GradientSum sum) =>
        IsBounded ? _rules.ScoreOf(ValueOf(sum), Gradient(sum), Hessian(sum)) : _rules.Score(Gradient(sum), Hessian(sum));

    private double Gradient(GradientSum sum) => sum.Gradient * (double)Scale.GradientStep;

    private double Hessian(GradientSum sum) => sum.Hessian * (double)Scale.HessianStep;
}
