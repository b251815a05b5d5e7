using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>
/// The function that training minimises. A loss is fitted to the training labels: it chooses where scores start and,
/// for numbers, the unit, so that labels of any size train alike. Scores and targets are in that unit; a model's margin
/// is base + unit x sum of leaf values.
/// </summary>
internal abstract class Loss
{
    /// <summary>How a margin becomes a prediction.</summary>
    public abstract Link Link { get; }

    /// <summary>Number of margins for each row.</summary>
    public virtual int Outputs => 1;

    /// <summary>Margins before the first tree.</summary>
    public abstract double[] Base { get; }

    /// <summary>The factor from scores to the margin: a power of two, so that nothing is rounded.</summary>
    public virtual double Unit => 1;

    /// <summary>Whether all second derivatives are 1, if rows have equal weights.</summary>
    public virtual bool HasUnitHessian => false;

    /// <summary>Largest value of a leaf before the learning rate.</summary>
    public virtual double MaxStep => double.PositiveInfinity;

    /// <summary>The quantile of a leaf's residuals that is its best value; null if a Newton step is used.</summary>
    public virtual double? LeafQuantile => null;

    /// <summary>Score of every row before the first tree.</summary>
    public virtual float Start(int output) => 0;

    /// <summary>Labels in the loss's unit.</summary>
    public abstract float[] Targets(double[] labels);

    /// <summary>Prepares rows for the derivatives of a round; used by losses of several outputs only.</summary>
    public virtual void BeginRound(ScoredRows rows, int from, int to) { }

    /// <summary>First and second derivatives of eight rows' losses by their scores.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="output">The score to derive by.</param>
    /// <param name="row">The first of the eight.</param>
    /// <param name="score">Their scores.</param>
    /// <param name="target">Their targets.</param>
    public abstract (Vector256<float> Gradient, Vector256<float> Hessian) Derive(
        ScoredRows rows,
        int output,
        int row,
        Vector256<float> score,
        Vector256<float> target
    );

    /// <summary>The loss of a row, without its weight.</summary>
    public abstract double Value(ScoredRows rows, int row);
}

/// <summary>How a margin becomes a prediction.</summary>
internal enum Link : byte
{
    /// <summary>As it is.</summary>
    Identity,

    /// <summary>e to the margin.</summary>
    Log,

    /// <summary>1 / (1 + e^-margin).</summary>
    Logistic,

    /// <summary>e to each margin over their sum.</summary>
    Softmax,
}
