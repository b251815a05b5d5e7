using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLOpsFunctions.Learning.Boosting.Losses;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// The bytes of a forest: link, features, unit, starts of margins, roots, nodes, covers, sets. Reading trusts nothing:
/// in a forest that passes, every row ends in a leaf after at most <see cref="Forest.MaxDepth"/> steps inside the
/// arrays.
/// </summary>
internal static class ForestFormat
{
    private const int MaxFeatures = 1 << 20;
    private const int MaxOutputs = 1 << 16;

    public static void Write(Forest forest, ReadOnlySpan<byte> nodes, BinaryWriter writer)
    {
        writer.Write((byte)forest.Link);
        writer.Write(forest.FeatureCount);
        writer.Write(forest.Unit);
        writer.Write(forest.Starts.Length);
        foreach (var start in forest.Starts)
        {
            writer.Write(start);
        }

        writer.Write(forest.Roots.Length);
        foreach (var root in forest.Roots)
        {
            writer.Write(root);
        }

        writer.Write(nodes);
        foreach (var cover in forest.Covers)
        {
            writer.Write(cover);
        }

        writer.Write(forest.Sets.Length);
        foreach (var word in forest.Sets)
        {
            writer.Write(word);
        }
    }

    /// <summary>Reads a forest.</summary>
    /// <exception cref="InvalidModelException">The bytes are not a forest.</exception>
    public static Forest Read(ModelBinaryReader reader)
    {
        var link = (Link)reader.ReadByte();
        var features = reader.ReadInt32("The number of features", 0, MaxFeatures);
        var unit = reader.ReadFinite("The unit");
        var starts = reader.ReadFinite("A start", reader.ReadCount("The number of outputs", sizeof(double), MaxOutputs));
        Require(link <= Link.Softmax && unit > 0, "Link or unit is not one.");
        Require(link == Link.Softmax ? starts.Length >= 2 : starts.Length == 1, "The number of outputs does not fit the link.");
        var roots = ReadRoots(reader);
        Require((roots.Length - 1) % starts.Length == 0, "The number of trees does not fit the number of outputs.");
        var nodes = reader.ReadBytes(CheckedBytes(roots[^1], FlatNode.Bytes, reader));
        var covers = new float[CheckedBytes(roots[^1], sizeof(float), reader) / sizeof(float)];
        for (var i = 0; i < covers.Length; i++)
        {
            covers[i] = BinaryPrimitives.ReadSingleLittleEndian(reader.ReadBytes(sizeof(float)).Span);
            Require(covers[i] > 0 && float.IsFinite(covers[i]), "A node has no rows.");
        }

        var sets = new uint[reader.ReadCount("The number of set words", sizeof(uint))];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(sizeof(uint)).Span);
        }

        for (var tree = 0; tree + 1 < roots.Length; tree++)
        {
            CheckTree(MemoryMarshal.Cast<byte, FlatNode>(nodes.Span), sets, features, roots[tree], roots[tree + 1]);
        }

        return new(features, link, starts, unit, roots, nodes, covers, sets);
    }

    private static int[] ReadRoots(ModelBinaryReader reader)
    {
        var roots = new int[reader.ReadCount("The number of roots", sizeof(int))];
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = reader.ReadInt32("A root", i == 0 ? 0 : Math.Min(roots[i - 1], int.MaxValue - 1) + 1, i == 0 ? 0 : int.MaxValue);
        }

        Require(roots.Length > 0, "The roots are missing.");
        return roots;
    }

    private static int CheckedBytes(int count, int bytesEach, ModelBinaryReader reader) =>
        (long)count * bytesEach <= reader.Remaining
            ? count * bytesEach
            : throw new InvalidModelException($"{count} nodes do not fit the payload.");

    /// <summary>
    /// Breadth first means: the children of a tree's i-th inner node are its nodes 2i+1 and 2i+2. So there is no cycle,
    /// and no node is shared or lost.
    /// </summary>
    private static void CheckTree(ReadOnlySpan<FlatNode> nodes, uint[] sets, int featureCount, int root, int end)
    {
        var depths = new byte[end - root];
        var inner = 0;
        for (var index = root; index < end; index++)
        {
            ref readonly var node = ref nodes[index];
            if (node.First == index)
            {
                Require(node == FlatNode.Leaf(index, node.Value) && float.IsFinite(node.Value), "A leaf is not one.");
                continue;
            }

            var first = root + (2 * inner++) + 1;
            Require(node.First == first && first > index && first + 1 < end, "A node's children are not where they should be.");
            Require(node.Source < featureCount && depths[index - root] < Forest.MaxDepth, "A node's feature or depth is out of range.");
            Require(IsTest(node, sets), "A node's test is not one.");
            depths[first - root] = depths[first - root + 1] = (byte)(depths[index - root] + 1);
        }

        Require(end - root == (2 * inner) + 1, "A tree has nodes that nothing leads to.");
    }

    private static bool IsTest(in FlatNode node, ReadOnlySpan<uint> sets) =>
        node.IsCategory
            ? node.Threshold == float.PositiveInfinity && node.Bits < sets.Length && sets[(int)node.Bits] <= sets.Length - node.Bits - 1
            : node.Bits is 0 or FlatNode.Negate && !float.IsNaN(node.Threshold);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidModelException(otherwise);
        }
    }
}
