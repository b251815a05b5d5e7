using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Learning.Boosting.Losses;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>One forest for all sides: XGBoost trains it and writes it down twice, for itself and as a dump that is read here.</summary>
internal static class SharedForest
{
    private const int Features = 28;
    private const int TrainingRows = 80_000;

    /// <summary>
    /// Trains and keeps the forest of 100 trees of 31 leaves; returns the path of its dump, beside which lies
    /// <c>.ubj</c>.
    /// </summary>
    /// <exception cref="ProblemException">There is no XGBoost here to train it.</exception>
    public static string Make() =>
        DataCache.Make(
            $"forest-{TrainingRows}x{Features}.json",
            path =>
            {
                var table = new SyntheticTable(TrainingRows).Floats();
                var arguments = new[] { Path.Combine(Folders.Peers, "forest_xgboost.py"), $"{TrainingRows}", table, path };
                using var process = Process.Start(Peers.Python, arguments);
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    throw new ProblemException(
                        new(
                            "The forest that all sides share could not be trained",
                            $"exit status {process.ExitCode}",
                            "Debian's python3-xgboost",
                            Try: "apt-get install python3-xgboost"
                        )
                    );
                }
            }
        );

    /// <summary>Reads a dump: <c>x &lt; c</c> goes the way of <c>yes</c>, a missing value that of <c>missing</c>.</summary>
    public static Forest Read(string path)
    {
        using var dump = JsonDocument.Parse(File.ReadAllText(path));
        var (roots, nodes, covers) = (new List<int> { 0 }, new List<FlatNode>(), new List<float>());
        foreach (var tree in dump.RootElement.GetProperty("trees").EnumerateArray())
        {
            Add(tree, nodes, covers);
            roots.Add(nodes.Count);
        }

        var start = dump.RootElement.GetProperty("baseMargin").GetDouble();
        return new(
            Features,
            Link.Logistic,
            [start],
            1,
            [.. roots],
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(nodes)).ToArray(),
            [.. covers],
            []
        );
    }

    private static void Add(JsonElement root, List<FlatNode> nodes, List<float> covers)
    {
        var waiting = new Queue<JsonElement>([root]);
        var next = nodes.Count + 1;
        while (waiting.TryDequeue(out var node))
        {
            covers.Add(node.GetProperty("cover").GetSingle());
            if (node.TryGetProperty("leaf", out var leaf))
            {
                nodes.Add(FlatNode.Leaf(nodes.Count, leaf.GetSingle()));
                continue;
            }

            var (yes, no) = (Child(node, "yes"), Child(node, "no"));
            var missingIsYes = node.GetProperty("missing").GetInt32() == node.GetProperty("yes").GetInt32();
            var (feature, cut) = (
                int.Parse(node.GetProperty("split").GetString()!.AsSpan(1)),
                node.GetProperty("split_condition").GetSingle()
            );
            nodes.Add(
                missingIsYes
                    ? FlatNode.Number(feature, MathF.BitDecrement(cut), negate: false, next)
                    : FlatNode.Number(feature, -cut, negate: true, next)
            );
            waiting.Enqueue(missingIsYes ? yes : no);
            waiting.Enqueue(missingIsYes ? no : yes);
            next += 2;
        }
    }

    private static JsonElement Child(JsonElement node, string way)
    {
        var id = node.GetProperty(way).GetInt32();
        return node.GetProperty("children").EnumerateArray().First(child => child.GetProperty("nodeid").GetInt32() == id);
    }
}
