using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// The silhouette of each row: (b - a) / max(a, b), where a is its mean distance to the rest of its cluster and b the
/// least of its mean distances to the other clusters; 0 for a cluster of one row (Rousseeuw, Journal of Computational
/// and Applied Mathematics 20, 1987).
/// </summary>
internal static class SilhouetteScores
{
    /// <summary>Most rows, because distances are between all pairs.</summary>
    private const int MostRows = 2_000;

    /// <summary>
    /// Most rows when clusterings are compared: with fewer, the error of the mean would exceed the difference between
    /// neighbouring numbers of clusters.
    /// </summary>
    private const int MostCompared = 5_000;

    /// <summary>The silhouettes of all rows, or of a seeded sample.</summary>
    /// <param name="features">The rows, in the dense form.</param>
    /// <param name="groups">The cluster of each row.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <returns>The rows, ascending, and the silhouette of each, -1 to 1; none if all rows are in one cluster.</returns>
    public static (int[] Rows, double[] Values) Of(FeatureMatrix features, double[] groups, int seed)
    {
        var rows = Sample(features.RowCount, MostRows, seed);
        if (features.Columns.Length == 0 || rows.Length == 0)
        {
            return ([], []);
        }

        var values = Of(DensePoints.Of(features.Take(rows)), [Array.ConvertAll(rows, row => groups[row])], threads: 1)[0];
        return values.Length > 0 ? (rows, values) : ([], []);
    }

    /// <summary>
    /// The mean silhouette by each of several clusterings of the same rows, or of a seeded sample; NaN if all rows are
    /// in one cluster.
    /// </summary>
    public static double[] Means(DensePoints points, IReadOnlyList<double[]> groupings, int seed, int threads)
    {
        var rows = Sample(points.Count, MostCompared, seed);
        var sample = new float[rows.Length * points.Width];
        for (var i = 0; i < rows.Length; i++)
        {
            points[rows[i]].CopyTo(sample.AsSpan(i * points.Width));
        }

        var values = Of(
            new DensePoints(sample, points.Width),
            [.. groupings.Select(groups => Array.ConvertAll(rows, row => groups[row]))],
            threads
        );
        return [.. values.Select(of => of.Length > 0 ? of.Average() : double.NaN)];
    }

    /// <summary>The distances from a row serve all clusterings, because they cost the most.</summary>
    private static double[][] Of(DensePoints points, IReadOnlyList<double[]> groupings, int threads)
    {
        var parts = groupings.Select(Grouping.Of).ToArray();
        var values = Array.ConvertAll(parts, grouping => new double[grouping.Sizes.Length < 2 ? 0 : points.Count]);
        Parallel.For(
            0,
            points.Count,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            row =>
            {
                var distances = Distances(points, row);
                for (var g = 0; g < parts.Length; g++)
                {
                    if (values[g].Length > 0)
                    {
                        values[g][row] = Value(parts[g], distances, row);
                    }
                }
            }
        );
        return values;
    }

    private static double Value(Grouping grouping, double[] distances, int row)
    {
        var (own, sizes, sums) = (grouping.Groups[row], grouping.Sizes, new double[grouping.Sizes.Length]);
        if (sizes[own] == 1)
        {
            return 0;
        }

        for (var other = 0; other < distances.Length; other++)
        {
            sums[grouping.Groups[other]] += distances[other];
        }

        var (within, nearest) = (sums[own] / (sizes[own] - 1), double.PositiveInfinity);
        for (var g = 0; g < sizes.Length; g++)
        {
            nearest = g == own ? nearest : Math.Min(nearest, sums[g] / sizes[g]);
        }

        var larger = Math.Max(within, nearest);
        return larger > 0 ? (nearest - within) / larger : 0;
    }

    /// <summary>The Euclidean distances from one row to every row.</summary>
    private static double[] Distances(DensePoints points, int from)
    {
        var (distances, point) = (new double[points.Count], new double[points.Width]);
        for (var f = 0; f < point.Length; f++)
        {
            point[f] = points[from][f];
        }

        for (var row = 0; row < distances.Length; row++)
        {
            distances[row] = Math.Sqrt(Distance.Squared(points[row], point));
        }

        return distances;
    }

    /// <summary>All rows, or the first ones of a seeded shuffle (Fisher and Yates), in ascending order.</summary>
    private static int[] Sample(int rows, int most, int seed)
    {
        var order = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            order[row] = row;
        }

        if (rows <= most)
        {
            return order;
        }

        var random = new SeededRandom(seed);
        random.Shuffle(order, most);
        Array.Resize(ref order, most);
        Array.Sort(order);
        return order;
    }

    /// <summary>The cluster of each row, counted from 0, and the number of rows in each.</summary>
    private sealed record Grouping(int[] Groups, int[] Sizes)
    {
        public static Grouping Of(double[] groups)
        {
            var names = groups.Distinct().Order().ToArray();
            var (index, sizes) = (Array.ConvertAll(groups, group => Array.BinarySearch(names, group)), new int[names.Length]);
            Array.ForEach(index, group => sizes[group]++);
            return new(index, sizes);
        }
    }
}
