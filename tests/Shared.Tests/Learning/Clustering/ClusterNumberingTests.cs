using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Learning.Clustering;

public sealed class ClusterNumberingTests
{
    [Fact]
    public void A_cluster_keeps_the_number_of_the_one_that_it_shares_most_rows_with()
    {
        var numbering = ClusterNumbering.Follow([0, 0, 0, 1, 1, 2, 2, 2], 3, [2, 2, 2, 0, 0, 1, 1, 0], [0, 1, 2]);

        Assert.Equal([2, 0, 1], numbering.Numbers);
        Assert.Empty(numbering.New);
        Assert.Empty(numbering.Gone);
    }

    [Fact]
    public void A_new_cluster_gets_a_number_that_was_not_in_use_and_one_that_is_gone_leaves_a_gap()
    {
        var numbering = ClusterNumbering.Follow([0, 0, 0, 0, 1, 1], 2, [3, 3, 3, 3, 3, 3], [0, 1, 3]);

        Assert.Equal([3, 4], numbering.Numbers);
        Assert.Equal([4], numbering.New);
        Assert.Equal([0, 1], numbering.Gone);
    }

    [Fact]
    public void Clusters_that_share_few_rows_are_not_the_same()
    {
        int[] found = [.. Enumerable.Repeat(0, 15), .. Enumerable.Repeat(1, 10)];
        int[] earlier = [.. Enumerable.Repeat(0, 21), .. Enumerable.Repeat(1, 4), .. Enumerable.Repeat(1, 0)];

        Assert.Equal([0, 1], ClusterNumbering.Follow(found, 2, earlier, [0, 1]).Numbers);

        earlier = [.. Enumerable.Repeat(1, 6), .. Enumerable.Repeat(0, 15), .. Enumerable.Repeat(1, 4)];
        Assert.Equal([0, 2], ClusterNumbering.Follow(found, 2, earlier, [0, 1]).Numbers);
    }

    /// <summary>Against all permutations.</summary>
    [Fact]
    public void The_assignment_is_of_the_greatest_sum()
    {
        var random = new SeededRandom(5);
        for (var round = 0; round < 200; round++)
        {
            var (rows, columns) = (1 + random.Next(5), 1 + random.Next(5));
            var values = new double[rows, columns];
            for (var i = 0; i < rows * columns; i++)
            {
                values[i / columns, i % columns] = random.Next(7);
            }

            var assigned = Assignment.Greatest(values);
            Assert.Equal(Math.Min(rows, columns), assigned.OfType<int>().Distinct().Count());
            Assert.Equal(Best(values, 0, []), assigned.Select((column, row) => column is { } at ? values[row, at] : 0).Sum());
        }
    }

    private static double Best(double[,] values, int row, HashSet<int> taken)
    {
        if (row == values.GetLength(0))
        {
            return 0;
        }

        var best = values.GetLength(0) > values.GetLength(1) ? Best(values, row + 1, taken) : 0;
        for (var column = 0; column < values.GetLength(1); column++)
        {
            if (!taken.Contains(column))
            {
                best = Math.Max(best, values[row, column] + Best(values, row + 1, [.. taken, column]));
            }
        }

        return best;
    }
}
