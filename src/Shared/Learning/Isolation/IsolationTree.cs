using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Isolation;

/// <summary>A node of an isolation tree.</summary>
/// <param name="Feature">The tested feature; -1 in a leaf.</param>
/// <param name="Value">Rows below it go to the first child. In a leaf: the length of the path to it, plus the mean
/// length to isolate one of its rows.</param>
/// <param name="First">The first child's index within the tree; the second follows it. 0 in a leaf.</param>
internal readonly record struct IsolationNode(int Feature, float Value, int First);

/// <summary>
/// Grows one tree by random splits (Liu, Ting and Zhou, Isolation Forest, 2008, algorithm 2): an unusual row is
/// isolated after a few.
/// </summary>
internal sealed class IsolationTree
{
    private readonly List<IsolationNode> _nodes = [];
    private readonly float[][] _columns;
    private readonly int _limit;
    private SeededRandom _random; // A struct that moves on: readonly, it would draw the same for ever.

    private IsolationTree(float[][] columns, int rows, SeededRandom random) =>
        (_columns, _random, _limit) = (columns, random, (int)Math.Ceiling(Math.Log2(Math.Max(2, rows))));

    /// <summary>The nodes of a tree over these rows; a parent comes before its children.</summary>
    public static IsolationNode[] Grow(float[][] columns, int[] rows, SeededRandom random)
    {
        var tree = new IsolationTree(columns, rows.Length, random);
        var waiting = new Queue<(int[] Rows, int Depth)>([(rows, 0)]);
        var next = 1;
        while (waiting.TryDequeue(out var part))
        {
            if (part.Depth < tree._limit && tree.Ask(part.Rows) is var (feature, value))
            {
                tree._nodes.Add(new(feature, value, next));
                next += 2;
                waiting.Enqueue(([.. part.Rows.Where(row => columns[feature][row] < value)], part.Depth + 1));
                waiting.Enqueue(([.. part.Rows.Where(row => !(columns[feature][row] < value))], part.Depth + 1));
            }
            else
            {
                tree._nodes.Add(new(-1, (float)(part.Depth + PathLength(part.Rows.Length)), 0));
            }
        }

        return [.. tree._nodes];
    }

    /// <summary>
    /// The mean length of an unsuccessful search in a binary search tree of n rows: 2 H(n-1) - 2 (n-1)/n with the
    /// harmonic number H (equation 1 of the paper), 0 for one row.
    /// </summary>
    public static double PathLength(int rows)
    {
        var harmonic = 0.0;
        for (var i = 1; i < rows; i++)
        {
            harmonic += 1.0 / i;
        }

        return rows < 2 ? 0 : (2 * harmonic) - (2.0 * (rows - 1) / rows);
    }

    /// <summary>
    /// A random feature that varies among the rows, and a value between its least and greatest; null if none varies.
    /// </summary>
    private (int Feature, float Value)? Ask(int[] rows)
    {
        var ranges =
            rows.Length < 2
                ? []
                : _columns
                    .Select((column, feature) => (feature, least: rows.Min(row => column[row]), greatest: rows.Max(row => column[row])))
                    .Where(range => range.least < range.greatest)
                    .ToArray();
        if (ranges.Length == 0)
        {
            return null;
        }

        var (chosen, low, high) = ranges[_random.Next(ranges.Length)];
        var value = (float)(low + (_random.NextFraction() * ((double)high - low)));
        return (chosen, value > low ? value : MathF.BitIncrement(low));
    }
}
