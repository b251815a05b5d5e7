using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>Draws rows.</summary>
internal static class RowSampler
{
    /// <summary>So many of the rows, in ascending order; all rows if there are not more.</summary>
    public static int[] Draw(int rows, int count, SeededRandom random)
    {
        var order = Shuffle(rows, random);
        if (count < rows)
        {
            order = order[..count];
        }

        Array.Sort(order);
        return order;
    }

    /// <summary>All rows in a random order (Durstenfeld, Algorithm 235, Communications of the ACM 7, 1964).</summary>
    public static int[] Shuffle(int rows, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        for (var i = rows - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
