using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Exact Shapley values of trees, with the path-dependent expectations of TreeSHAP (Lundberg et al., From Local Explanations to Global
/// Understanding, 2020, algorithm 2).
/// </summary>
/// <remarks>
/// A leaf is reached with the product over the features on its way of o (1 where the row passes the feature's tests,
/// else 0) if the feature is known and z (the share of training rows that passed) if not. Where every feature is known
/// with chance t, this product is the polynomial f(t) = Π (z(1-t) + o t), and a feature's Shapley value is the integral
/// over t from 0 to 1 of (o-z) f(t) / (z(1-t) + o t) (Owen, Multilinear Extensions of Games, 1972). Its degree is below
/// the number d of features, so d/2 Gauss points give it exactly, in d steps for each point where algorithm 2 takes d²
/// for extending and unwinding, and without its cancellations. Rows go eight side by side.
/// </remarks>
internal sealed class TreeShap
{
    private const int Lanes = 8;
    private const int BlockRows = 64;
    private const int MinRowsToShare = 64;

    /// <summary>By four bits, the lanes that they select.</summary>
    private static readonly Vector256<double>[] LaneMasks =
    [
        .. Enumerable
            .Range(0, 16)
            .Select(bits =>
                Vector256.Create(-(long)(bits & 1), -(long)(bits >> 1 & 1), -(long)(bits >> 2 & 1), -(long)(bits >> 3 & 1)).AsDouble()
            ),
    ];

    private readonly Forest _forest;
    private readonly ShapTree[] _trees;
    private readonly double[] _base;

    /// <summary>Prepares a forest's trees.</summary>
    public TreeShap(Forest forest)
    {
        _forest = forest;
        _trees = [.. Enumerable.Range(0, forest.Trees.Length).Select(tree => new ShapTree(forest, tree))];
        _base = new double[forest.OutputCount];
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            _base[tree % _base.Length] += _trees[tree].Expected;
        }

        for (var k = 0; k < _base.Length; k++)
        {
            _base[k] = forest.Starts[k] + (forest.Unit * _base[k]);
        }
    }

    private int Width => _forest.FeatureCount + 1;

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        var features = _forest.FeatureCount;
        if (row.Length < features || contributions.Length < _base.Length * Width)
        {
            throw new ArgumentException($"Expected a row of {features} features and a buffer of {_base.Length} x {Width} numbers.");
        }

        var rows = new float[Lanes * features];
        row[..features].CopyTo(rows);
        ExplainRows(rows, 1, contributions);
    }

    /// <summary>Explains all rows.</summary>
    public unsafe void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads)
    {
        var (rowCount, width) = (features.RowCount, _base.Length * Width);
        if (features.Columns.Length < _forest.FeatureCount || contributions.Length < (long)rowCount * width)
        {
            throw new ArgumentException($"Expected {_forest.FeatureCount} features and a buffer of {rowCount} x {width} numbers.");
        }

        var parts = Math.Clamp(rowCount / MinRowsToShare, 1, 4 * threads);
        fixed (double* pinned = contributions)
        {
            var address = (nint)pinned;
            Parallel.For(
                0,
                parts,
                new() { MaxDegreeOfParallelism = threads },
                part =>
                {
                    var (from, to) = ((int)((long)rowCount * part / parts), (int)((long)rowCount * (part + 1) / parts));
                    var rows = new float[BlockRows * _forest.FeatureCount];
                    for (var row = from; row < to; row += BlockRows)
                    {
                        var count = Math.Min(BlockRows, to - row);
                        for (var i = 0; i < count; i++)
                        {
                            features.CopyRow(row + i, rows.AsSpan(i * _forest.FeatureCount));
                        }

                        ExplainRows(rows, count, new((double*)address + ((long)row * width), count * width));
                    }
                }
            );
        }
    }

    private void ExplainRows(float[] rows, int count, Span<double> contributions)
    {
        var (features, outputs) = (_forest.FeatureCount, _base.Length);
        var groups = (count + Lanes - 1) / Lanes;
        var sums = new double[groups * outputs * features * Lanes];
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            var second = new byte[_trees[tree].Nodes.Length];
            for (var group = 0; group < groups; group++)
            {
                FollowTests(_trees[tree], rows.AsSpan(group * Lanes * features, Lanes * features), second);
                var part = sums.AsSpan(((group * outputs) + (tree % outputs)) * features * Lanes, features * Lanes);
                foreach (var leaf in _trees[tree].Leaves)
                {
                    AddLeaf(leaf, second, part);
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < outputs; k++)
            {
                var to = contributions.Slice(((i * outputs) + k) * Width, Width);
                for (var f = 0; f < features; f++)
                {
                    to[f] = _forest.Unit * sums[(((((i / Lanes * outputs) + k) * features) + f) * Lanes) + (i % Lanes)];
                }

                to[features] = _base[k];
            }
        }
    }

    /// <summary>For each test, one bit for each row: whether it goes to the second child.</summary>
    private void FollowTests(ShapTree tree, Span<float> rows, byte[] second)
    {
        var features = _forest.FeatureCount;
        for (var n = 0; n < tree.Nodes.Length; n++)
        {
            ref readonly var node = ref tree.Nodes[n];
            var bits = 0;
            for (var lane = 0; lane < Lanes && features > 0; lane++)
            {
                bits |= (node.Next(ref rows[lane * features], _forest.Sets) - node.First) << lane;
            }

            second[n] = (byte)bits;
        }
    }

    /// <summary>Adds one leaf's part of every feature's value, for eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void AddLeaf(ShapLeaf leaf, byte[] second, Span<double> sums)
    {
        if (leaf.Rule is not { } rule)
        {
            return;
        }

        var (points, weights) = (rule.Points, rule.Weights);
        Span<Vector256<double>> low = stackalloc Vector256<double>[GaussLegendre.MaxPoints];
        Span<Vector256<double>> high = stackalloc Vector256<double>[GaussLegendre.MaxPoints];
        Span<int> passes = stackalloc int[Forest.MaxDepth];
        low[..points.Length].Fill(Vector256<double>.One);
        high[..points.Length].Fill(Vector256<double>.One);
        for (var e = 0; e < leaf.Features.Length; e++)
        {
            passes[e] = Passes(leaf.Tests[e], second);
            var (lowMask, highMask) = (LaneMasks[passes[e] & 15], LaneMasks[passes[e] >> 4]);
            for (var q = 0; q < points.Length; q++)
            {
                var absent = Vector256.Create(leaf.Absent[(e * points.Length) + q]);
                var known = Vector256.Create(points[q]);
                low[q] *= absent + (lowMask & known);
                high[q] *= absent + (highMask & known);
            }
        }

        var (lowFails, highFails) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var q = 0; q < points.Length; q++)
        {
            low[q] *= leaf.Value * weights[q];
            high[q] *= leaf.Value * weights[q];
            lowFails -= low[q] * (1 / (1 - points[q]));
            highFails -= high[q] * (1 / (1 - points[q]));
        }

        for (var e = 0; e < leaf.Features.Length; e++)
        {
            var (lowPass, highPass) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var q = 0; q < points.Length; q++)
            {
                var gain = Vector256.Create(leaf.Gain[(e * points.Length) + q]);
                lowPass += low[q] * gain;
                highPass += high[q] * gain;
            }

            ref var sum = ref sums[leaf.Features[e] * Lanes];
            (Vector256.LoadUnsafe(ref sum) + Vector256.ConditionalSelect(LaneMasks[passes[e] & 15], lowPass, lowFails)).StoreUnsafe(
                ref sum
            );
            (Vector256.LoadUnsafe(ref sum, 4) + Vector256.ConditionalSelect(LaneMasks[passes[e] >> 4], highPass, highFails)).StoreUnsafe(
                ref sum,
                4
            );
        }
    }

    /// <summary>One bit for each row: whether it passes all of a feature's tests.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Passes((int Node, bool Second)[] tests, byte[] second)
    {
        var passes = 0xFF;
        foreach (var (node, isSecond) in tests)
        {
            passes &= isSecond ? second[node] : ~second[node];
        }

        return passes & 0xFF;
    }
}
