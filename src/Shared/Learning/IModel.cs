using MLOpsFunctions.Features;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Learning;

/// <summary>
/// A trained model: immutable, safe for any number of threads. The scores of a row are: one number (regression), the
/// probability of class 1 (binary), one probability for each class (multiclass), the nearest cluster and the distance
/// to its centre (clustering), or how anomalous the row is (anomaly).
/// </summary>
public interface IModel
{
    /// <summary>The kind of the model in the model file, from the closed list in <see cref="ModelKinds"/>.</summary>
    string Kind { get; }

    /// <summary>The number of features, in order; those of <see cref="BlockWidths"/> come last.</summary>
    int FeatureCount { get; }

    /// <summary>The number of features of each block of n-grams (<see cref="FeatureMatrix.Blocks"/>).</summary>
    IReadOnlyList<int> BlockWidths => [];

    /// <summary>The number of scores of a row.</summary>
    int OutputCount { get; }

    /// <summary>
    /// Scores one encoded row (<see cref="FeatureCount"/> floats) into <see cref="OutputCount"/> numbers, without
    /// allocating.
    /// </summary>
    void Score(ReadOnlySpan<float> row, Span<double> output);

    /// <summary>
    /// Scores all rows into rows x <see cref="OutputCount"/> numbers, row by row; the same bits as <see cref="Score"/>
    /// on any number of threads.
    /// </summary>
    void ScoreAll(FeatureMatrix features, Span<double> output, int threads);

    /// <summary>
    /// Writes the model's payload; <see cref="ModelKinds"/> reads it back to a model that scores the same bits. Equal
    /// models write equal bytes.
    /// </summary>
    void Write(BinaryWriter writer);
}
