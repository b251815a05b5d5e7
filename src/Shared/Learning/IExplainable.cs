using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning;

/// <summary>
/// A model that can explain the contribution of each feature of a row. It explains the margin, the score before the
/// link: the number itself (regression; its logarithm if the loss has a log link), the log-odds of class 1 (binary), a
/// log-odds-like score of each class (multiclass), or the squared distance to the next-nearest centre less that to the
/// nearest (clustering).
/// </summary>
public interface IExplainable
{
    /// <summary>The number of features of a row.</summary>
    int FeatureCount { get; }

    /// <summary>Margins of each row: one, or one for each class.</summary>
    int MarginCount { get; }

    /// <summary>The margins of one encoded row, without allocating.</summary>
    void Margins(ReadOnlySpan<float> row, Span<double> margins);

    /// <summary>
    /// For each margin, <see cref="FeatureCount"/> contributions and then the base value (the expected margin of an
    /// unknown row): <see cref="MarginCount"/> x (<see cref="FeatureCount"/> + 1) numbers. Each margin's numbers add up
    /// to it.
    /// </summary>
    void Explain(ReadOnlySpan<float> row, Span<double> contributions);

    /// <summary>The same for all rows, row by row; the same bits on any number of threads.</summary>
    void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads);

    /// <summary>The same with the contributions of all features of a column added up.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="columnOf">The column of each feature, 0 to <paramref name="columns"/> - 1; a block of n-grams
    /// belongs to one column.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="contributions">Rows x margins x (columns + 1): one contribution for each column, then the base value.</param>
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
