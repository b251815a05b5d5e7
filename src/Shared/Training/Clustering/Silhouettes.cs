using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Clustering;

/// <summary>
/// How much nearer each row is to its own group than to the next one: (b - a) / max(a, b), where a is its mean distance to the rest of its group and b the least of its mean
/// distances to the others; 0 for a group of one (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987).
/// </summary>
internal static class Silhouettes
{
    /// <summary>Distances are between all pairs, so only so many rows are compared.</summary>
    private const int MostRows = 2_000;

    /// <summary>The values of all rows, or of a seeded sample of them.</summary>
    /// <param name="features">The rows, in the dense form.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <returns>The rows compared, ascending, and the value of each, -1 to 1; none where all of them are in one group.</returns>
    public static (int[] Rows, double[] Values) Of(FeatureMatrix features, double[] groups, int seed)
    {
        var rows = Sample(features.RowCount, seed);
        var names = rows.Select(row => groups[row]).Distinct().Order().ToArray();
        if (names.Length < 2)
        {
            return ([], []);
        }

        var matrix = features.Take(rows);
        var group = Array.ConvertAll(rows, row => Array.BinarySearch(names, groups[row]));
        var sizes = new int[names.Length];
        Array.ForEach(group, g => sizes[g]++);
        return (rows, [.. group.Select((own, i) => Value(Distances(matrix, i, group, sizes.Length), sizes, own))]);
    }

    private static double Value(double[] distances, int[] sizes, int own)
    {
        if (sizes[own] == 1)
        {
            return 0;
        }

        var (within, nearest) = (distances[own] / (sizes[own] - 1), double.PositiveInfinity);
        for (var g = 0; g < sizes.Length; g++)
        {
            nearest = g == own ? nearest : Math.Min(nearest, distances[g] / sizes[g]);
        }

        var larger = Math.Max(within, nearest);
        return larger > 0 ? (nearest - within) / larger : 0;
    }

    /// <summary>The sum of Euclidean distances from one row to the rows of each group.</summary>
    private static double[] Distances(FeatureMatrix matrix, int from, int[] group, int groups)
    {
        var squares = new double[matrix.RowCount];
        foreach (var column in matrix.Columns)
        {
            var at = (double)column[from];
            for (var row = 0; row < squares.Length; row++)
            {
                var apart = column[row] - at;
                squares[row] += apart * apart;
            }
        }

        var sums = new double[groups];
        for (var row = 0; row < squares.Length; row++)
        {
            sums[group[row]] += Math.Sqrt(squares[row]);
        }

        return sums;
    }

    /// <summary>All rows, or the first ones of a seeded shuffle (Fisher and Yates), in ascending order.</summary>
    private static int[] Sample(int rows, int seed)
    {
        var order = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            order[row] = row;
        }

        if (rows <= MostRows)
        {
            return order;
        }

        var random = new SeededRandom(seed);
        for (var i = 0; i < MostRows; i++)
        {
            var j = i + random.Next(rows - i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        Array.Resize(ref order, MostRows);
        Array.Sort(order);
        return order;
    }
}
