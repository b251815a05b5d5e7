using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Writes boosted trees as ONNX nodes. ONNX's trees compare numbers only, so each set of categories becomes a feature
/// that is 1 for its members.
/// </summary>
internal static class ForestExporter
{
    /// <summary>The forest's scores, rows x outputs doubles.</summary>
    public static string Scores(Forest forest, OnnxGraph graph, string features)
    {
        var margins = Margins(forest, graph, features);
        return forest.Link switch
        {
            Link.Log => graph.Apply("Exp", [margins]),
            Link.Logistic => graph.Apply("Sigmoid", [margins]),
            Link.Softmax => graph.Apply("Softmax", [margins], new OnnxAttribute("axis", 1L)),
            _ => margins,
        };
    }

    /// <summary>The forest's margins, rows x outputs doubles.</summary>
    public static string Margins(Forest forest, OnnxGraph graph, string features)
    {
        var trees = new OnnxTrees(forest.OutputCount);
        var sets = Sets(forest);
        for (var tree = 0; tree < forest.Trees.Length; tree++)
        {
            trees.Begin(tree % forest.OutputCount);
            for (var index = forest.Roots[tree]; index < forest.Roots[tree + 1]; index++)
            {
                Add(trees, forest, sets, index, forest.Roots[tree]);
            }
        }

        var sums = trees.Export(graph, WithMembership(forest, graph, features, sets));
        var starts = graph.Constant(OnnxTensor.Of(forest.Starts, forest.OutputCount));
        return graph.Add(graph.Multiply(sums, graph.Constant(forest.Unit)), starts);
    }

    /// <summary>The sets that trees ask for, feature by feature, with the number of the feature that each becomes.</summary>
    private static OrderedDictionary<(int Feature, uint Set), int> Sets(Forest forest)
    {
        var sets = new OrderedDictionary<(int Feature, uint Set), int>();
        foreach (
            var node in forest
                .Nodes.ToArray()
                .Where(node => node.IsCategory)
                .DistinctBy(node => (node.Source, node.Bits))
                .OrderBy(node => node.Source)
        )
        {
            sets.Add((node.Source, node.Bits), forest.FeatureCount + sets.Count);
        }

        return sets;
    }

    /// <summary>A row that passes a node's test goes to the second child.</summary>
    private static void Add(OnnxTrees trees, Forest forest, OrderedDictionary<(int, uint), int> sets, int index, int root)
    {
        var (node, number) = (forest.Nodes[index], index - root);
        var (first, second) = (node.First - root, node.First - root + 1);
        if (node.First == index)
        {
            trees.Leaf(number, node.Value);
        }
        else if (node.IsCategory)
        {
            trees.Test(number, sets[(node.Source, node.Bits)], OnnxTest.Above, 0.5f, second, first);
        }
        else if (node.Bits == FlatNode.Negate)
        {
            trees.Test(number, node.Feature, OnnxTest.Below, -node.Threshold, second, first);
        }
        else
        {
            trees.Test(number, node.Feature, OnnxTest.Above, node.Threshold, second, first);
        }
    }

    /// <summary>The features, and for each set of a feature's categories whether the category belongs to it.</summary>
    private static string WithMembership(
        Forest forest,
        OnnxGraph graph,
        string features,
        OrderedDictionary<(int Feature, uint Set), int> sets
    )
    {
        var parts = new List<string> { features };
        foreach (var feature in sets.Keys.GroupBy(key => key.Feature))
        {
            uint[] own = [.. feature.Select(key => key.Set)];
            var codes = 32 * own.Max(set => (int)forest.Sets[set]);
            var members = new float[(codes + 1) * own.Length];
            for (var s = 0; s < own.Length; s++)
            {
                for (var code = 0; code < codes; code++)
                {
                    members[(code * own.Length) + s] = Contains(forest.Sets.AsSpan((int)own[s]), code) ? 1 : 0;
                }
            }

            // The last row is for missing categories and others that are in no set.
            var column = graph.Gather(features, graph.Constant((long)feature.Key), axis: 1);
            var none = graph.Constant((float)codes);
            var place = graph.Apply("Min", [graph.Where(graph.IsNaN(column), none, column), none]);
            var flat = graph.Apply("Reshape", [graph.Cast(place, OnnxElementType.Int64), graph.Constant(-1L)]);
            parts.Add(graph.Gather(graph.Constant(OnnxTensor.Of(members, codes + 1, own.Length)), flat));
        }

        return graph.Concat(parts);
    }

    private static bool Contains(ReadOnlySpan<uint> set, int code) => code < set[0] * 32 && (set[1 + (code >> 5)] >> (code & 31) & 1) != 0;
}
