using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Trees as sets of leaves, to score many rows at once. A test that a row passes excludes the leaves below its first
/// child. The first leaf from the left that no test excludes is the row's leaf (Lucchese et al., QuickScorer, SIGIR
/// 2015). So all tests run, on several rows at a time, without branches and without memory accesses that depend on a
/// row.
/// </summary>
internal sealed class QuickScorer
{
    /// <summary>Rows scored together: four vectors, which share the load of a test.</summary>
    public const int Rows = 4 * Lanes;

    private const int Lanes = 8;
    private const int WordLeaves = 32;

    /// <summary>Most leaves for which all tests are faster than going down the tree.</summary>
    private const int MaxLeaves = 256;

    private readonly List<MaskedTest> _tests = [];
    private readonly List<LeafWord> _words = [];
    private readonly List<float> _values = [];
    private readonly MaskedTree?[] _trees;
    private readonly int[] _features;

    /// <summary>Prepares a forest's trees, except those with tests on categories or with too many leaves.</summary>
    public QuickScorer(Forest forest)
    {
        var nodes = forest.Nodes;
        var columns = new Dictionary<int, int>();
        _trees = new MaskedTree?[forest.Trees.Length];
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            var leaves = (forest.Roots[tree + 1] - forest.Roots[tree] + 1) / 2;
            _trees[tree] = forest.Trees[tree].HasCategories || leaves > MaxLeaves ? null : Add(nodes, forest.Roots[tree], leaves, columns);
        }

        _features = [.. columns.OrderBy(column => column.Value).Select(column => column.Key)];
    }

    /// <summary>Whether this machine compares eight floats at a time; otherwise going down the tree is faster.</summary>
    public static bool IsFast => Vector256.IsHardwareAccelerated;

    /// <summary>Whether every tree is here.</summary>
    public bool HasAll => !_trees.Contains(null);

    /// <summary>Floats that <see cref="Gather"/> fills.</summary>
    public int BlockLength => _features.Length * Rows;

    /// <summary>Whether a tree is here.</summary>
    public bool Has(int tree) => _trees[tree] is not null;

    /// <summary>
    /// Copies the tested features of up to <see cref="Rows"/> rows into adjacent columns: far apart, many of them would
    /// share one cache set.
    /// </summary>
    public void Gather(FeatureMatrix features, int row, int count, float[] block)
    {
        for (var i = 0; i < _features.Length; i++)
        {
            features.Columns[_features[i]].AsSpan(row, count).CopyTo(block.AsSpan(i * Rows));
        }
    }

    /// <summary>Adds a tree's values to the margins of the gathered rows.</summary>
    /// <param name="index">The tree, one that is here.</param>
    /// <param name="block">The output of <see cref="Gather"/>; values after the last row may be anything.</param>
    /// <param name="margins">The first row's margin.</param>
    /// <param name="stride">The distance between the margins of two rows.</param>
    /// <param name="count">Rows.</param>
    [SkipLocalsInit]
    public void AddTree(int index, float[] block, Span<double> margins, int stride, int count)
    {
        var tree = _trees[index]!.Value;
        Span<uint> left = stackalloc uint[Rows];
        Span<int> leaves = stackalloc int[Rows];
        leaves.Clear();
        for (var word = tree.Words - 1; word >= 0; word--)
        {
            RuleOut(_words[tree.FirstWord + word], ref MemoryMarshal.GetArrayDataReference(block), ref left[0]);
            for (var i = 0; i < Rows; i++)
            {
                leaves[i] = left[i] != 0 ? (word * WordLeaves) + BitOperations.TrailingZeroCount(left[i]) : leaves[i];
            }
        }

        var values = CollectionsMarshal.AsSpan(_values)[tree.FirstLeaf..];
        for (var i = 0; i < count; i++)
        {
            margins[i * stride] += values[leaves[i]];
        }
    }

    /// <summary>
    /// The leaves of a word that no test excludes, by row. In bounds because a test's column is one of the block's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RuleOut(LeafWord word, ref float block, ref uint left)
    {
        var tests = CollectionsMarshal.AsSpan(_tests)[word.From..word.To];
        var (a, b, c, d) = (
            Vector256.Create(word.Leaves),
            Vector256.Create(word.Leaves),
            Vector256.Create(word.Leaves),
            Vector256.Create(word.Leaves)
        );
        var above = word.Below - word.From;
        for (var i = 0; i < above; i++)
        {
            ref var values = ref Unsafe.Add(ref block, tests[i].Column);
            var (cut, leaves) = (Vector256.Create(tests[i].Cut), Vector256.Create(tests[i].Leaves));
            a = Vector256.AndNot(a, Vector256.GreaterThan(Vector256.LoadUnsafe(ref values), cut).AsUInt32() & leaves);
            b = Vector256.AndNot(b, Vector256.GreaterThan(Vector256.LoadUnsafe(ref values, Lanes), cut).AsUInt32() & leaves);
            c = Vector256.AndNot(c, Vector256.GreaterThan(Vector256.LoadUnsafe(ref values, 2 * Lanes), cut).AsUInt32() & leaves);
            d = Vector256.AndNot(d, Vector256.GreaterThan(Vector256.LoadUnsafe(ref values, 3 * Lanes), cut).AsUInt32() & leaves);
        }

        for (var i = above; i < tests.Length; i++)
        {
            ref var values = ref Unsafe.Add(ref block, tests[i].Column);
            var (cut, leaves) = (Vector256.Create(tests[i].Cut), Vector256.Create(tests[i].Leaves));
            a = Vector256.AndNot(a, Vector256.LessThan(Vector256.LoadUnsafe(ref values), cut).AsUInt32() & leaves);
            b = Vector256.AndNot(b, Vector256.LessThan(Vector256.LoadUnsafe(ref values, Lanes), cut).AsUInt32() & leaves);
            c = Vector256.AndNot(c, Vector256.LessThan(Vector256.LoadUnsafe(ref values, 2 * Lanes), cut).AsUInt32() & leaves);
            d = Vector256.AndNot(d, Vector256.LessThan(Vector256.LoadUnsafe(ref values, 3 * Lanes), cut).AsUInt32() & leaves);
        }

        a.StoreUnsafe(ref left);
        b.StoreUnsafe(ref left, Lanes);
        c.StoreUnsafe(ref left, 2 * Lanes);
        d.StoreUnsafe(ref left, 3 * Lanes);
    }

    private MaskedTree Add(ReadOnlySpan<FlatNode> nodes, int root, int leaves, Dictionary<int, int> columns)
    {
        var tree = new MaskedTree(_words.Count, (leaves + WordLeaves - 1) / WordLeaves, _values.Count);
        var tests = new List<(FlatNode Node, int From, int To)>();
        AddLeaves(nodes, root, tree.FirstLeaf, tests);
        for (var word = 0; word < tree.Words; word++)
        {
            var (from, to) = (word * WordLeaves, Math.Min(leaves, (word + 1) * WordLeaves));
            var start = _tests.Count;
            AddTests(tests.Where(test => test.Node.Bits == 0), from, to, columns);
            var below = _tests.Count;
            AddTests(tests.Where(test => test.Node.Bits != 0), from, to, columns);
            _words.Add(new(start, below, _tests.Count, Bits(0, to - from)));
        }

        return tree;
    }

    /// <summary>Lists a subtree's leaves from the left, and its tests with the leaves below each one's first child.</summary>
    private void AddLeaves(ReadOnlySpan<FlatNode> nodes, int index, int firstLeaf, List<(FlatNode Node, int From, int To)> tests)
    {
        var node = nodes[index];
        if (node.First == index)
        {
            _values.Add(node.Value);
            return;
        }

        var from = _values.Count - firstLeaf;
        AddLeaves(nodes, node.First, firstLeaf, tests);
        tests.Add((node, from, _values.Count - firstLeaf));
        AddLeaves(nodes, node.First + 1, firstLeaf, tests);
    }

    /// <summary>
    /// The tests that exclude any of a word's leaves. That -x is above a cut means that x is below its negative.
    /// </summary>
    private void AddTests(IEnumerable<(FlatNode Node, int From, int To)> tests, int from, int to, Dictionary<int, int> columns)
    {
        foreach (var test in tests.Where(test => test.From < to && test.To > from))
        {
            ref var column = ref CollectionsMarshal.GetValueRefOrAddDefault(columns, test.Node.Feature, out var known);
            column = known ? column : columns.Count - 1;
            var cut = test.Node.Bits == 0 ? test.Node.Threshold : -test.Node.Threshold;
            _tests.Add(new(cut, column * Rows, Bits(Math.Max(test.From, from) - from, Math.Min(test.To, to) - from)));
        }
    }

    private static uint Bits(int from, int to) => (uint)((1UL << to) - (1UL << from));

    /// <summary>A test that a row passes with a value above, or below, the cut, and the leaves that this excludes.</summary>
    private readonly record struct MaskedTest(float Cut, int Column, uint Leaves);

    /// <summary>Up to 32 leaves, and the tests on them: first those for values above, then those for values below.</summary>
    private readonly record struct LeafWord(int From, int Below, int To, uint Leaves);

    private readonly record struct MaskedTree(int FirstWord, int Words, int FirstLeaf);
}
