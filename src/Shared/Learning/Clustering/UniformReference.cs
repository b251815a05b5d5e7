using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// Rows without groups, for groups to be held against. Any data fall into as many parts as one asks for; only parts
/// that are further apart than those of such rows are groups (the idea of the gap statistic: Tibshirani, Walther and
/// Hastie, J. R. Stat. Soc. B 63, 2001). There are two kinds: rows spread evenly, with the mean, variance and
/// correlations of real ones, the hardest single hump to tell from groups; and the real rows with each column permuted
/// by itself. These keep a column's own steps and levels, which are groups of that column and not of the rows. Where
/// there is one column only, permuting would change nothing; it is held against even spreads and single humps of its steps.
/// </summary>
internal sealed class UniformReference
{
    /// <summary>Rows that are looked at, and as many that are made up at most.</summary>
    private const int MostRows = 2_000;

    /// <summary>
    /// Permutations, or draws for a single column, whose greatest silhouette counts: by chance, rows of independent
    /// columns exceed all of so many less than once in ten times.
    /// </summary>
    private const int Permutations = 10;

    /// <summary>Correlations are kept between so many neighbouring features: all of them would be gigabytes for wide tables.</summary>
    private const int BlockWidth = 512;

    /// <summary>Half the width of an even spread with variance 1.</summary>
    private static readonly double HalfWidth = Math.Sqrt(3);

    private readonly FeatureMatrix _rows;
    private readonly double[] _means;
    private readonly List<double[]> _factors = [];

    /// <summary>Learns the spread of rows.</summary>
    public UniformReference(FeatureMatrix rows)
    {
        var step = Math.Max(1, (rows.RowCount + MostRows - 1) / MostRows);
        var taken = _rows = rows.Take([.. Enumerable.Range(0, rows.RowCount).Where(row => row % step == 0)]);
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

    /// <summary>
    /// The mean silhouette of so many clusters in rows, and the greatest in rows without groups, all found and measured
    /// alike.
    /// </summary>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Each -1 to 1; not a number where all rows fell into one cluster.</returns>
    public static (double Own, double Ungrouped) Compare(
        FeatureMatrix rows,
        int clusters,
        int seed,
        int threads,
        CancellationToken cancellation = default
    )
    {
        var source = new UniformReference(rows);
        double Measure(DensePoints points) => Silhouette(points, clusters, seed, threads, cancellation);

        var column = rows.Features.Count == 1 ? source._rows.Columns[0] : null;
        double[] ungrouped =
        [
            .. column is null ? [Measure(source.Draw(source._rows.RowCount, new(seed, 0)))] : Array.Empty<double>(),
            .. Enumerable
                .Range(1, Permutations)
                .Select(stream =>
                    Measure(column is null ? source.Permute(new(seed, stream)) : DrawSteps(column, new(seed, stream), stream % 2 == 0))
                ),
        ];
        return (Measure(DensePoints.Of(source._rows)), ungrouped.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max());
    }

    private static double Silhouette(DensePoints points, int clusters, int seed, int threads, CancellationToken cancellation)
    {
        var shares = new double[points.Count];
        Array.Fill(shares, 1.0 / shares.Length);
        var centres = new KMeans(points, shares, threads, cancellation).Fit(clusters, seed);
        var groups = Enumerable.Range(0, points.Count).Select(row => (double)KMeans.Nearest(points[row], centres).Cluster).ToArray();
        return SilhouetteScores.Means(points, [groups], seed, threads)[0];
    }

    /// <summary>The real rows, each column in an order of its own; the features of one column stay together.</summary>
    public DensePoints Permute(SeededRandom random)
    {
        var (columns, order) = (new float[_rows.Columns.Length][], Enumerable.Range(0, _rows.RowCount).ToArray());
        for (var f = 0; f < columns.Length; f++)
        {
            if (f == 0 || _rows.Features[f].Source != _rows.Features[f - 1].Source)
            {
                random.Shuffle(order, order.Length);
            }

            columns[f] = Array.ConvertAll(order, row => _rows.Columns[f][row]);
        }

        return DensePoints.Of(new(_rows.Features, columns, _rows.RowCount));
    }

    /// <summary>
    /// As many values between a column's least and greatest, by steps of its least distance of two values: evenly
    /// spread, or in one hump with the column's mean and deviation.
    /// </summary>
    private static DensePoints DrawSteps(float[] column, SeededRandom random, bool isHump)
    {
        double[] values = [.. column.Distinct().Order()];
        var step = values.Skip(1).Zip(values, (next, value) => next - value).DefaultIfEmpty(1).Min();
        var steps = Math.Round((values[^1] - values[0]) / step);
        var mean = column.Average(value => (double)value);
        var deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
        var drawn = new float[column.Length];
        for (var row = 0; row < drawn.Length; row++)
        {
            // The sum of four fractions has one hump, the mean 2 and the deviation 1 / sqrt(3).
            var place = isHump
                ? (
                    mean
                    - values[0]
                    + (
                        HalfWidth
                        * deviation
                        * (random.NextFraction() + random.NextFraction() + random.NextFraction() + random.NextFraction() - 2)
                    )
                ) / step
                : ((steps + 1) * random.NextFraction()) - 0.5;
            drawn[row] = (float)(values[0] + (step * Math.Clamp(Math.Round(place), 0, steps)));
        }

        return new(drawn, Width: 1);
    }

    /// <summary>Makes rows up.</summary>
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
