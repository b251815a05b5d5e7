using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>Rows with their features in one array.</summary>
/// <param name="Values">Row after row.</param>
/// <param name="Width">Features of each row.</param>
internal readonly record struct DensePoints(float[] Values, int Width)
{
    /// <summary>Rows.</summary>
    public int Count => Values.Length / Width;

    public ReadOnlySpan<float> this[int row] => Values.AsSpan(row * Width, Width);

    /// <summary>The rows of a matrix that has features.</summary>
    public static DensePoints Of(FeatureMatrix features)
    {
        var (width, values) = (features.Columns.Length, new float[(long)features.RowCount * features.Columns.Length]);
        for (var row = 0; row < features.RowCount; row++)
        {
            features.CopyRow(row, values.AsSpan(row * width, width));
        }

        return new(values, width);
    }
}
