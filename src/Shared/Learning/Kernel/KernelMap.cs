using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>
/// Nystroem's approximation of a kernel (Williams and Seeger, Using the Nystroem Method to Speed Up Kernel Machines, NIPS
/// 2000): features whose products are nearly the likenesses of rows, so that a linear model of them is a kernel machine.
/// The likenesses K of the landmarks with each other are factored as L L'; a row's features are L^-1 times its
/// likenesses.
/// </summary>
internal sealed class KernelMap
{
    /// <summary>Rows at a time: their features fit a core's second cache.</summary>
    private const int Block = 256;

    /// <summary>Added to the likeness of a landmark with itself: landmarks that are nearly equal stay apart.</summary>
    private const double Ridge = 1e-6;

    private readonly double[] _factor;
    private readonly bool[] _flat;

    /// <summary>Factors the likenesses of landmarks.</summary>
    public KernelMap(Landmarks landmarks)
    {
        Landmarks = landmarks;
        var (m, row) = (landmarks.Count, new float[landmarks.Features]);
        _factor = new double[m * m];
        for (var i = 0; i < m; i++)
        {
            for (var f = 0; f < row.Length; f++)
            {
                row[f] = landmarks.Of(i, f);
            }

            landmarks.Compare(row, _factor.AsSpan(i * m, m));
            _factor[(i * m) + i] += Ridge;
        }

        _flat = Cholesky.Factor(_factor, m);
    }

    public Landmarks Landmarks { get; }

    /// <summary>The features of rows, column by column.</summary>
    public FeatureMatrix Encode(FeatureMatrix rows, ParallelOptions parallel)
    {
        var m = Landmarks.Count;
        var columns = new float[m][];
        for (var j = 0; j < m; j++)
        {
            columns[j] = new float[rows.RowCount];
        }

        Parallel.For(
            0,
            (rows.RowCount + Block - 1) / Block,
            parallel,
            block => Encode(rows, block * Block, Math.Min(rows.RowCount, (block + 1) * Block), columns)
        );
        return new([.. Enumerable.Range(0, m).Select(j => new FeatureInfo($"k{j}", "k", FeatureKind.Numeric))], columns, rows.RowCount);
    }

    /// <summary>Weights of likenesses, from weights of features: L'^-1 times these.</summary>
    /// <param name="weights">A weight of each feature; replaced.</param>
    public void ToLikenessWeights(Span<double> weights)
    {
        var m = Landmarks.Count;
        for (var i = m - 1; i >= 0; i--)
        {
            weights[i] = _flat[i] ? 0 : weights[i] / _factor[(i * m) + i];
            Vectors.AddScaled(weights[..i], -weights[i], _factor.AsSpan(i * m, i));
        }
    }

    private void Encode(FeatureMatrix rows, int from, int to, float[][] columns)
    {
        var (m, count) = (Landmarks.Count, to - from);
        var (byRow, byLandmark, row) = (new double[m], new double[m * count], new float[rows.Columns.Length]);
        for (var i = 0; i < count; i++)
        {
            rows.CopyRow(from + i, row);
            Landmarks.Compare(row, byRow);
            for (var j = 0; j < m; j++)
            {
                byLandmark[(j * count) + i] = byRow[j];
            }
        }

        for (var j = 0; j < m; j++)
        {
            var own = byLandmark.AsSpan(j * count, count);
            for (var k = 0; k < j; k++)
            {
                Vectors.AddScaled(own, -_factor[(j * m) + k], byLandmark.AsSpan(k * count, count));
            }

            Vectors.Scale(own, _flat[j] ? 0 : 1 / _factor[(j * m) + j]);
            Vectors.ToSingle(own, columns[j].AsSpan(from, count));
        }
    }
}
