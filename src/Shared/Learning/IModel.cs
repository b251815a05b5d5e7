using MLOpsFunctions.Features;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Learning;

/// <summary>
/// A trained model: immutable, safe for any number of threads. Scores are, per row: one number (regression), one
/// probability of class 1 (binary), a probability a class (multiclass), the nearest cluster and the distance to its
/// centre (clustering), how anomalous the row is (anomaly).
/// </summary>
public interface IModel
{
    /// <summary>Its kind in the model file, from the closed list in <see cref="ModelKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Features it was trained on, in order, those of <see cref="BlockWidths"/> last.</summary>
    int FeatureCount { get; }

    /// <summary>Features of each block of n-grams that it takes (<see cref="FeatureMatrix.Blocks"/>).</summary>
    IReadOnlyList<int> BlockWidths => [];

    /// <summary>Numbers it gives a row.</summary>
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
