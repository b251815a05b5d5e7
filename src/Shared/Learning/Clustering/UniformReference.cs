using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// Rows without clusters, for comparison: uniform, with the mean, variance and correlations of the real rows. Any data
/// can be divided into any number of parts; only parts that are better separated than those of such rows are clusters
/// (the idea of the gap statistic: Tibshirani, Walther and Hastie, J. R. Stat. Soc. B 63, 2001, who show that the
/// uniform distribution is the single mode that is hardest to distinguish from clusters).
/// </summary>
internal sealed class UniformReference
{
    /// <summary>Rows that are sampled, and rows that are made.</summary>
    private const int MostRows = 2_000;

    /// <summary>
    /// Correlations are kept between so many neighbouring features: all of them would be gigabytes for wide tables.
    /// </summary>
    private const int BlockWidth = 512;

    /// <summary>Half the width of a uniform distribution with variance 1.</summary>
    private static readonly double HalfWidth = Math.Sqrt(3);

    private readonly double[] _means;
    private readonly List<double[]> _factors = [];

    /// <summary>Learns the distribution of rows.</summary>
    public UniformReference(FeatureMatrix rows)
    {
        var step = Math.Max(1, (rows.RowCount + MostRows - 1) / MostRows);
        var taken = rows.Take([.. Enumerable.Range(0, rows.RowCount).Where(row => row % step == 0)]);
        _means = Array.ConvertAll(taken.Columns, column => column.Average(value => (double)value));
        for (var from = 0; from < _means.Length; from += BlockWidth)
        {
            var block = Enumerable
                .Range(from, Math.Min(BlockWidth, _means.Length - from))
                .Select(f => Array.ConvertAll(taken.Columns[f], value => value - _means[f]))
                .ToArray();
            _factors.Add(Factor(block));
        }
    }

    /// <summary>The mean silhouette of as many clusters in made-up rows, found and measured as in real ones.</summary>
    /// <param name="rows">The real rows.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>-1 to 1; NaN if all rows are in one cluster.</returns>
    public static double Silhouette(FeatureMatrix rows, int clusters, int seed, int threads, CancellationToken cancellation = default)
    {
        var source = new UniformReference(rows);
        var (training, others) = (source.Draw(Math.Min(rows.RowCount, MostRows), new(seed, 0)), source.Draw(MostRows, new(seed, 1)));
        var shares = new double[training.Count];
        Array.Fill(shares, 1.0 / shares.Length);
        var centres = new KMeans(training, shares, threads, cancellation).Fit(clusters, seed);
        var groups = Enumerable.Range(0, others.Count).Select(row => (double)KMeans.Nearest(others[row], centres).Cluster).ToArray();
        return SilhouetteScores.Means(others, [groups], seed, threads)[0];
    }

    /// <summary>Makes rows.</summary>
    public DensePoints Draw(int count, SeededRandom random)
    {
        var (values, even) = (new float[count * _means.Length], new double[_means.Length]);
        for (var row = 0; row < count; row++)
        {
            for (var f = 0; f < even.Length; f++)
            {
                even[f] = HalfWidth * ((2 * random.NextFraction()) - 1);
            }

            for (var f = 0; f < even.Length; f++)
            {
                var (from, width) = (f / BlockWidth * BlockWidth, Math.Min(BlockWidth, even.Length - (f / BlockWidth * BlockWidth)));
                var factor = _factors[f / BlockWidth].AsSpan((f - from) * width, f - from + 1);
                values[(row * even.Length) + f] = (float)(_means[f] + Vectors.Dot(factor, even.AsSpan(from, factor.Length)));
            }
        }

        return new(values, _means.Length);
    }

    /// <summary>The lower triangle whose product with its transpose is the covariance.</summary>
    private static double[] Factor(double[][] centred)
    {
        var (n, matrix) = (centred.Length, new double[centred.Length * centred.Length]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[(i * n) + j] = Vectors.Dot(centred[i], centred[j]) / centred[i].Length;
            }
        }

        Cholesky.Factor(matrix, n);
        return matrix;
    }
}
