using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// k-means by Lloyd's iteration (Least Squares Quantization in PCM, 1982), started by k-means++ (Arthur and
/// Vassilvitskii 2007). The centres are the same on any number of threads: sums are computed block by block and joined
/// in the blocks' order.
/// </summary>
/// <param name="points">The rows.</param>
/// <param name="shares">The weight of each row; they add up to 1.</param>
/// <param name="threads">Threads to use.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed class KMeans(DensePoints points, double[] shares, int threads, CancellationToken cancellation)
{
    /// <summary>Most steps: after them centres hardly move, and large sets may never come to rest.</summary>
    private const int MostSteps = 100;

    private const int BlockRows = 2_048;

    /// <summary>Starts, of which the best is used: a single one may end in a poor place, and more than ten hardly help.</summary>
    private const int Starts = 10;

    private readonly int _rows = shares.Length;
    private readonly int _width = points.Width;

    /// <summary>The best centres, one number for each feature, cluster after cluster.</summary>
    public double[] Fit(int clusters, int seed)
    {
        var (best, least) = (Array.Empty<double>(), double.PositiveInfinity);
        for (var start = 0; start < Starts; start++)
        {
            var (centres, inertia) = Iterate(Spread(clusters, new(seed, start)));
            (best, least) = inertia < least ? (centres, inertia) : (best, least);
        }

        return best;
    }

    /// <summary>The nearest centre, among equals the first, and its squared distance.</summary>
    public static (int Cluster, double Distance) Nearest(ReadOnlySpan<float> row, ReadOnlySpan<double> centres)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (int from = 0, cluster = 0; from < centres.Length; from += row.Length, cluster++)
        {
            var distance = Distance.Squared(row, centres.Slice(from, row.Length));
            (nearest, least) = distance < least ? (cluster, distance) : (nearest, least);
        }

        return (nearest, least);
    }

    /// <summary>
    /// Each next centre is a row, drawn with a probability proportional to its squared distance from the centres so
    /// far.
    /// </summary>
    private double[] Spread(int clusters, SeededRandom random)
    {
        var centres = new double[clusters * _width];
        var distances = (double[])shares.Clone();
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            var centre = centres.AsSpan(cluster * _width, _width);
            var drawn = points[Draw(distances, random.NextFraction())];
            for (var f = 0; f < _width; f++)
            {
                centre[f] = drawn[f];
            }

            for (var row = 0; row < _rows; row++)
            {
                var apart = shares[row] * Nearest(points[row], centre).Distance;
                distances[row] = cluster == 0 ? apart : Math.Min(distances[row], apart);
            }
        }

        return centres;
    }

    private static int Draw(double[] weights, double fraction)
    {
        var rest = fraction * weights.Sum();
        for (var row = 0; row < weights.Length; row++)
        {
            rest -= weights[row];
            if (rest < 0)
            {
                return row;
            }
        }

        return weights.Length - 1;
    }

    private (double[] Centres, double Inertia) Iterate(double[] centres)
    {
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var sums = Sum(centres);
            var moved = sums.Move(centres);
            if (!moved || step == MostSteps)
            {
                return (centres, sums.Inertia);
            }
        }
    }

    private ClusterSums Sum(double[] centres)
    {
        var blocks = new ClusterSums[(_rows + BlockRows - 1) / BlockRows];
        Parallel.For(
            0,
            blocks.Length,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation },
            block =>
            {
                var sums = new ClusterSums(centres.Length / _width, _width);
                for (var row = block * BlockRows; row < Math.Min(_rows, (block + 1) * BlockRows); row++)
                {
                    sums.Add(points[row], shares[row], Nearest(points[row], centres));
                }

                blocks[block] = sums;
            }
        );
        var total = new ClusterSums(centres.Length / _width, _width);
        Array.ForEach(blocks, total.Add);
        return total;
    }
}
