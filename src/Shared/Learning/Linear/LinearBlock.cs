using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>A linear model's weights of one <see cref="SparseBlock"/>.</summary>
internal sealed class LinearBlock
{
    private readonly int _outputs;

    /// <summary>Makes a block of its parts.</summary>
    /// <param name="weights">For each feature, one weight for each output.</param>
    /// <param name="means">Each feature's mean over the training rows; explanations refer to it.</param>
    public LinearBlock(int outputs, float[] weights, float[] means)
    {
        (_outputs, Weights, Means, Base) = (outputs, weights, means, new double[outputs]);
        for (var feature = 0; feature < means.Length; feature++)
        {
            Add(feature, means[feature], Base);
        }
    }

    /// <summary>Features.</summary>
    public int Width => Means.Length;

    /// <summary>For each feature, one weight for each output.</summary>
    public float[] Weights { get; }

    /// <summary>Each feature's mean over the training rows.</summary>
    public float[] Means { get; }

    /// <summary>The contribution of the means to each margin.</summary>
    public double[] Base { get; }

    /// <summary>Makes a block of a solver's point, which has the same layout.</summary>
    public static LinearBlock Of(SparseBlock rows, ReadOnlySpan<double> point, double[] shares)
    {
        var (weights, means) = (new float[point.Length], new double[rows.Width]);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)point[i];
        }

        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var i = rows.Starts[row]; i < rows.Starts[row + 1]; i++)
            {
                means[rows.Features[i]] += shares[row] * rows.Values[i];
            }
        }

        return new(point.Length / Math.Max(1, rows.Width), weights, Array.ConvertAll(means, mean => (float)mean));
    }

    /// <summary>Adds one feature with this value to the margins.</summary>
    public void Add(int feature, double value, Span<double> margins)
    {
        var own = Weights.AsSpan(feature * _outputs, _outputs);
        for (var k = 0; k < own.Length; k++)
        {
            margins[k] += own[k] * value;
        }
    }

    /// <summary>Adds a row to the margins.</summary>
    public void Add(SparseBlock rows, int row, Span<double> margins)
    {
        for (var i = rows.Starts[row]; i < rows.Starts[row + 1]; i++)
        {
            Add(rows.Features[i], rows.Values[i], margins);
        }
    }
}
