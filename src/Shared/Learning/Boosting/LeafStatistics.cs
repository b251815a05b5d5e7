namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The statistics of a leaf before it is split.</summary>
/// <param name="Sum">Sums over them.</param>
/// <param name="Low">Least value that monotone splits above allow.</param>
/// <param name="High">Greatest value that monotone splits above allow.</param>
internal readonly record struct LeafStatistics(
    int Rows,
    GradientSum Sum,
    double Low = double.NegativeInfinity,
    double High = double.PositiveInfinity
)
{
    /// <summary>Whether monotone splits above bound its value.</summary>
    public bool IsBounded => Low > double.NegativeInfinity || High < double.PositiveInfinity;
}
