using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning;

/// <summary>
/// A model that can tell what each feature of a row contributed. What is explained is the margin, the score before its
/// link: the number itself (regression; its logarithm where the loss has a log link), the log-odds of class 1 (binary),
/// a log-odds-like score a class (multiclass), by how much the squared distance to the next-nearest centre is greater
/// than to the nearest (clustering).
/// </summary>
public interface IExplainable
{
    /// <summary>Features of a row.</summary>
    int FeatureCount { get; }

    /// <summary>Margins a row: one, or one a class.</summary>
    int MarginCount { get; }

    /// <summary>The margins of one encoded row, without allocating.</summary>
    void Margins(ReadOnlySpan<float> row, Span<double> margins);

    /// <summary>
    /// For each margin, <see cref="FeatureCount"/> contributions and then the base value (what the model expects
    /// knowing nothing of the row): <see cref="MarginCount"/> x (<see cref="FeatureCount"/> + 1) numbers. Each margin's
    /// numbers add up to it.
    /// </summary>
    void Explain(ReadOnlySpan<float> row, Span<double> contributions);

    /// <summary>The same for all rows, row by row; the same bits on any number of threads.</summary>
    void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads);

    /// <summary>The same with the contributions of all features of a column added up.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="columnOf">The column of each feature, 0 to <paramref name="columns"/> - 1; a block of n-grams is of one column.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="contributions">Rows x margins x (columns + 1): a contribution a column, then the base value.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    void ExplainColumns(FeatureMatrix features, int[] columnOf, int columns, Span<double> contributions, int threads)
    {
        var byFeature = new double[features.RowCount * MarginCount * (columnOf.Length + 1)];
        ExplainAll(features, byFeature, threads);
        contributions.Clear();
        for (var i = 0; i < byFeature.Length; i++)
        {
            var (margin, feature) = Math.DivRem(i, columnOf.Length + 1);
            contributions[(margin * (columns + 1)) + (feature == columnOf.Length ? columns : columnOf[feature])] += byFeature[i];
        }
    }
}
