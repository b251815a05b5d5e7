using MLOpsFunctions.Data;

namespace MLOpsFunctions.Features;

/// <summary>Encoded rows, column by column: the input of trainers and models.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Makes a matrix of feature columns of equal length.</summary>
    /// <param name="features">The description of each column.</param>
    /// <param name="columns">For each feature, one float for each row; NaN is missing, a categorical's value is its code.</param>
    /// <param name="blocks">The n-grams of text columns, beside the columns; null: none.</param>
    /// <exception cref="ArgumentException">A length differs.</exception>
    public FeatureMatrix(IReadOnlyList<FeatureInfo> features, float[][] columns, int rowCount, IReadOnlyList<SparseBlock>? blocks = null)
    {
        Blocks = blocks ?? [];
        if (
            features.Count != columns.Length
            || columns.Any(column => column.Length != rowCount)
            || Blocks.Any(block => block.RowCount != rowCount)
        )
        {
            throw new ArgumentException($"Expected {features.Count} columns and {Blocks.Count} blocks of {rowCount} rows.");
        }

        Features = features;
        Columns = columns;
        RowCount = rowCount;
    }

    /// <summary>The description of each column.</summary>
    public IReadOnlyList<FeatureInfo> Features { get; }

    /// <summary>By feature, then by row.</summary>
    public float[][] Columns { get; }

    public int RowCount { get; }

    /// <summary>The rows themselves, for models that take columns as they are; null in other forms.</summary>
    public DataFrame? Rows { get; init; }

    /// <summary>The n-grams of text columns; their features follow those of the columns, block by block.</summary>
    public IReadOnlyList<SparseBlock> Blocks { get; }

    /// <summary>The number of features, including those of the blocks.</summary>
    public int FeatureCount => Columns.Length + Blocks.Sum(block => block.Width);

    /// <summary>Copies one row into <paramref name="destination"/>, one float for each feature.</summary>
    public void CopyRow(int row, Span<float> destination)
    {
        for (var f = 0; f < Columns.Length; f++)
        {
            destination[f] = Columns[f][row];
        }

        destination = destination[Columns.Length..];
        foreach (var block in Blocks)
        {
            block.CopyRow(row, destination);
            destination = destination[block.Width..];
        }
    }

    /// <summary>The given rows, in the given order, as a new matrix.</summary>
    public FeatureMatrix Take(int[] rows)
    {
        var columns = new float[Columns.Length][];
        for (var f = 0; f < columns.Length; f++)
        {
            var (source, taken) = (Columns[f], new float[rows.Length]);
            for (var i = 0; i < rows.Length; i++)
            {
                taken[i] = source[rows[i]];
            }

            columns[f] = taken;
        }

        return new(Features, columns, rows.Length, [.. Blocks.Select(block => block.Take(rows))]) { Rows = Rows?.Take(rows) };
    }
}

/// <summary>The description of one encoded column.</summary>
/// <param name="Name">Unique among the features, e.g. <c>payment_type=CRD</c> or <c>pickup.hour</c>.</param>
/// <param name="Source">The data column it comes from.</param>
/// <param name="Kind">The meaning of its floats.</param>
/// <param name="Levels">For a categorical: codes are 0 to <c>Levels - 1</c>; otherwise 0.</param>
public sealed record FeatureInfo(string Name, string Source, FeatureKind Kind, int Levels = 0)
{
    /// <summary>Whether it belongs to the second of two forms of the rows (<see cref="FeatureEncoding.Combined"/>).</summary>
    public bool IsBeside { get; init; }
}

/// <summary>The meaning of a feature's floats.</summary>
public enum FeatureKind
{
    /// <summary>An ordered quantity.</summary>
    Numeric,

    /// <summary>An unordered code; NaN where missing.</summary>
    Categorical,
}

/// <summary>The encodings that trainers may need.</summary>
public enum FeatureEncoding
{
    /// <summary>For trees: numbers as they are, NaN for missing, categories as codes.</summary>
    Native,

    /// <summary>For linear models and distances: imputed with a missing indicator, standardised, one-hot; never NaN.</summary>
    Dense,

    /// <summary>
    /// For trees that take neither missing values nor codes: as dense, but of a column whose standardised numbers
    /// floats would merge, the ranks of its numbers.
    /// </summary>
    DenseRanked,

    /// <summary>For linear models: as dense, and beside it the n-grams of columns of prose.</summary>
    Sparse,

    /// <summary>For ensembles: the native features, followed by the dense ones.</summary>
    Combined,

    /// <summary>For models that encode rows themselves: no features, but the rows as they are.</summary>
    Raw,
}
