using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Scores rows: many rows by <see cref="QuickScorer"/> if possible, others step by step. A step waits for the one
/// before it, so eight run side by side: one row through eight trees, or eight rows through one. No step branches on a
/// value: every row takes as many steps as the tree is deep. Each way adds values in the order of the trees, so all
/// give the same bits.
/// </summary>
internal static class ForestScorer
{
    private const int Lanes = 8;

    /// <summary>
    /// Rows that go through all trees together: their features and a tree's nodes stay in the first-level cache.
    /// </summary>
    private const int MaxBlockRows = QuickScorer.Rows;

    /// <summary>Most floats in a block of rows: half of that cache.</summary>
    private const int MaxBlockFloats = 4_096;

    /// <summary>Rows that one thread scores before another has started.</summary>
    private const int MinRowsToShare = 1_024;

    /// <summary>The margins of one row.</summary>
    public static void Margins(Forest forest, ReadOnlySpan<float> row, Span<double> margins)
    {
        if (row.Length < forest.FeatureCount)
        {
            throw new ArgumentException($"The row has {row.Length} features; expected {forest.FeatureCount}.", nameof(row));
        }

        margins.Clear();
        AddTrees(forest, ref MemoryMarshal.GetReference(row), margins);
        Finish(forest, margins);
    }

    /// <summary>Scores all rows.</summary>
    public static unsafe void ScoreAll(Forest forest, FeatureMatrix features, Span<double> output, int threads)
    {
        var (rows, outputs) = (features.RowCount, forest.OutputCount);
        if (features.Columns.Length < forest.FeatureCount || output.Length < (long)rows * outputs)
        {
            throw new ArgumentException($"Expected {forest.FeatureCount} features and a buffer of {rows} x {outputs} numbers.");
        }

        if (rows < Lanes)
        {
            ScoreRows(forest, features, output);
            return;
        }

        var blockRows = Math.Clamp(MaxBlockFloats / Math.Max(1, forest.FeatureCount) / Lanes * Lanes, Lanes, MaxBlockRows);
        var parts = Math.Clamp(rows / MinRowsToShare, 1, 4 * threads);
        var masks = QuickScorer.IsFast ? forest.Masks : null;
        fixed (double* pinned = output)
        {
            var address = (nint)pinned;
            void Score(int part)
            {
                var (from, to) = ((int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts));
                var (block, gathered) = (
                    masks is { HasAll: true } ? [] : new float[blockRows * forest.FeatureCount],
                    new float[masks?.BlockLength ?? 0]
                );
                var margins = new Span<double>((double*)address + ((long)from * outputs), (to - from) * outputs);
                for (var row = from; row < to; row += blockRows)
                {
                    var count = Math.Min(blockRows, to - row);
                    ScoreBlock(forest, masks, features, row, block, gathered, margins.Slice((row - from) * outputs, count * outputs));
                }
            }

            if (parts == 1)
            {
                Score(0); // Few rows do not wait for the scheduler of loops.
            }
            else
            {
                Parallel.For(0, parts, new() { MaxDegreeOfParallelism = threads }, Score);
            }
        }
    }

    /// <summary>Rows that are too few to go through a tree together: one after the other, each through eight trees at a time.</summary>
    private static void ScoreRows(Forest forest, FeatureMatrix features, Span<double> output)
    {
        var row = new float[forest.FeatureCount];
        for (var i = 0; i < features.RowCount; i++)
        {
            CopyRows(features, i, 1, row.Length, row);
            forest.Score(row, output[(i * forest.OutputCount)..]);
        }
    }

    private static void ScoreBlock(
        Forest forest,
        QuickScorer? masks,
        FeatureMatrix features,
        int row,
        float[] block,
        float[] gathered,
        Span<double> output
    )
    {
        var (width, outputs) = (forest.FeatureCount, forest.OutputCount);
        var count = output.Length / outputs;
        masks?.Gather(features, row, count, gathered);
        if (block.Length > 0)
        {
            CopyRows(features, row, count, width, block);
        }

        output.Clear();
        for (var tree = 0; tree < forest.Trees.Length; tree++)
        {
            var margins = output[(tree % outputs)..];
            if (masks?.Has(tree) == true)
            {
                masks.AddTree(tree, gathered, margins, outputs, count);
            }
            else if (forest.Trees[tree].HasCategories)
            {
                AddTree<AnyTest>(forest, forest.Trees[tree], block, width, margins, outputs, count);
            }
            else
            {
                AddTree<NumberTest>(forest, forest.Trees[tree], block, width, margins, outputs, count);
            }
        }

        for (var i = 0; i < count; i++)
        {
            var margins = output.Slice(i * outputs, outputs);
            Finish(forest, margins);
            LinkFunctions.Apply(forest.Link, margins);
        }
    }

    private static void CopyRows(FeatureMatrix features, int row, int count, int width, float[] block)
    {
        for (var f = 0; f < width; f++)
        {
            var column = features.Columns[f].AsSpan(row, count);
            for (var i = 0; i < count; i++)
            {
                block[(i * width) + f] = column[i];
            }
        }
    }

    private static void Finish(Forest forest, Span<double> margins)
    {
        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] = forest.Starts[k] + (forest.Unit * margins[k]);
        }
    }

    /// <summary>
    /// Eight rows of a block, then the next eight. In bounds because a forest's indices are checked when it is read,
    /// and no step leaves a tree.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTree<TTest>(Forest forest, FlatTree tree, float[] block, int width, Span<double> margins, int stride, int count)
        where TTest : struct, INodeTest
    {
        ReadOnlySpan<uint> sets = forest.Sets;
        ref var nodes = ref MemoryMarshal.GetReference(forest.Nodes);
        ref var rows = ref MemoryMarshal.GetArrayDataReference(block);
        for (var i = 0; i < count; i += Lanes)
        {
            ref var row = ref Unsafe.Add(ref rows, i * width);
            if (count - i < Lanes)
            {
                for (var lane = 0; lane < count - i; lane++)
                {
                    margins[(i + lane) * stride] += Unsafe
                        .Add(ref nodes, FindLeaf(forest, ref nodes, tree, ref Unsafe.Add(ref row, lane * width)))
                        .Value;
                }

                continue;
            }

            var (a, b, c, d, e, f, g, h) = (tree.Root, tree.Root, tree.Root, tree.Root, tree.Root, tree.Root, tree.Root, tree.Root);
            for (var step = tree.Depth; step > 0; step--)
            {
                a = TTest.Next(ref Unsafe.Add(ref nodes, a), ref row, sets);
                b = TTest.Next(ref Unsafe.Add(ref nodes, b), ref Unsafe.Add(ref row, width), sets);
                c = TTest.Next(ref Unsafe.Add(ref nodes, c), ref Unsafe.Add(ref row, 2 * width), sets);
                d = TTest.Next(ref Unsafe.Add(ref nodes, d), ref Unsafe.Add(ref row, 3 * width), sets);
                e = TTest.Next(ref Unsafe.Add(ref nodes, e), ref Unsafe.Add(ref row, 4 * width), sets);
                f = TTest.Next(ref Unsafe.Add(ref nodes, f), ref Unsafe.Add(ref row, 5 * width), sets);
                g = TTest.Next(ref Unsafe.Add(ref nodes, g), ref Unsafe.Add(ref row, 6 * width), sets);
                h = TTest.Next(ref Unsafe.Add(ref nodes, h), ref Unsafe.Add(ref row, 7 * width), sets);
            }

            margins[i * stride] += Unsafe.Add(ref nodes, a).Value;
            margins[(i + 1) * stride] += Unsafe.Add(ref nodes, b).Value;
            margins[(i + 2) * stride] += Unsafe.Add(ref nodes, c).Value;
            margins[(i + 3) * stride] += Unsafe.Add(ref nodes, d).Value;
            margins[(i + 4) * stride] += Unsafe.Add(ref nodes, e).Value;
            margins[(i + 5) * stride] += Unsafe.Add(ref nodes, f).Value;
            margins[(i + 6) * stride] += Unsafe.Add(ref nodes, g).Value;
            margins[(i + 7) * stride] += Unsafe.Add(ref nodes, h).Value;
        }
    }

    /// <summary>One row, eight trees at a time.</summary>
    private static void AddTrees(Forest forest, ref float row, Span<double> margins)
    {
        ref var nodes = ref MemoryMarshal.GetReference(forest.Nodes);
        ReadOnlySpan<FlatTree> trees = forest.Trees;
        var (t, output) = (0, 0);
        for (; t + Lanes <= trees.Length; t += Lanes)
        {
            var eight = trees.Slice(t, Lanes);
            var (depth, categories) = (0, false);
            foreach (ref readonly var tree in eight)
            {
                depth = Math.Max(depth, tree.Depth);
                categories |= tree.HasCategories;
            }

            if (categories)
            {
                AddEight<AnyTest>(forest, ref nodes, eight, depth, ref row, margins, ref output);
            }
            else
            {
                AddEight<NumberTest>(forest, ref nodes, eight, depth, ref row, margins, ref output);
            }
        }

        for (; t < trees.Length; t++)
        {
            Add(FindLeaf(forest, ref nodes, trees[t], ref row), ref nodes, margins, ref output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEight<TTest>(
        Forest forest,
        ref FlatNode nodes,
        ReadOnlySpan<FlatTree> trees,
        int depth,
        ref float row,
        Span<double> margins,
        ref int output
    )
        where TTest : struct, INodeTest
    {
        ReadOnlySpan<uint> sets = forest.Sets;
        var (a, b, c, d) = (trees[0].Root, trees[1].Root, trees[2].Root, trees[3].Root);
        var (e, f, g, h) = (trees[4].Root, trees[5].Root, trees[6].Root, trees[7].Root);
        for (; depth > 0; depth--)
        {
            a = TTest.Next(ref Unsafe.Add(ref nodes, a), ref row, sets);
            b = TTest.Next(ref Unsafe.Add(ref nodes, b), ref row, sets);
            c = TTest.Next(ref Unsafe.Add(ref nodes, c), ref row, sets);
            d = TTest.Next(ref Unsafe.Add(ref nodes, d), ref row, sets);
            e = TTest.Next(ref Unsafe.Add(ref nodes, e), ref row, sets);
            f = TTest.Next(ref Unsafe.Add(ref nodes, f), ref row, sets);
            g = TTest.Next(ref Unsafe.Add(ref nodes, g), ref row, sets);
            h = TTest.Next(ref Unsafe.Add(ref nodes, h), ref row, sets);
        }

        Add(a, ref nodes, margins, ref output);
        Add(b, ref nodes, margins, ref output);
        Add(c, ref nodes, margins, ref output);
        Add(d, ref nodes, margins, ref output);
        Add(e, ref nodes, margins, ref output);
        Add(f, ref nodes, margins, ref output);
        Add(g, ref nodes, margins, ref output);
        Add(h, ref nodes, margins, ref output);
    }

    /// <summary>Adds a leaf's value to the next margin in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(int leaf, ref FlatNode nodes, Span<double> margins, ref int output)
    {
        margins[output] += Unsafe.Add(ref nodes, leaf).Value;
        output = output + 1 == margins.Length ? 0 : output + 1;
    }

    private static int FindLeaf(Forest forest, ref FlatNode nodes, FlatTree tree, ref float row)
    {
        var index = tree.Root;
        while (Unsafe.Add(ref nodes, index).First != index)
        {
            index = Unsafe.Add(ref nodes, index).Next(ref row, forest.Sets);
        }

        return index;
    }

    /// <summary>The tests of some trees: what is compiled for numbers alone has no step for categories.</summary>
    private interface INodeTest
    {
        static abstract int Next(ref FlatNode node, ref float row, ReadOnlySpan<uint> sets);
    }

    private readonly struct NumberTest : INodeTest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Next(ref FlatNode node, ref float row, ReadOnlySpan<uint> sets) => node.Next(ref row);
    }

    private readonly struct AnyTest : INodeTest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Next(ref FlatNode node, ref float row, ReadOnlySpan<uint> sets) => node.Next(ref row, sets);
    }
}
