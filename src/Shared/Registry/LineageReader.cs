using System.Globalization;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Finds where a version comes from, and which version served when, why and by whose decision. It reads only the
/// registry and the ledger.
/// </summary>
/// <param name="registry">The versions.</param>
/// <param name="ledger">The changes.</param>
public sealed class LineageReader(ModelRegistry registry, PromotionLedger ledger)
{
    /// <summary>Entries that are read at a time: most ledgers change what serves every few entries.</summary>
    private const int Block = 20;

    /// <summary>The graph of one version, or of all of a model's versions where <paramref name="number"/> is null.</summary>
    public async Task<Lineage> ReadAsync(string model, int? number = null, CancellationToken cancellation = default)
    {
        var graph = new Graph();
        if (number is { } one)
        {
            if (await registry.FindAsync(model, one, cancellation) is { } version)
            {
                Add(graph, version);
            }
        }
        else
        {
            await foreach (var version in registry.VersionsAsync(model, cancellation))
            {
                Add(graph, version);
            }
        }

        await foreach (var entry in ledger.ReadAsync(model, cancellation))
        {
            if (number is null || entry.To == number)
            {
                Add(graph, entry);
            }
        }

        return new(model, graph.Nodes, graph.Edges);
    }

    /// <summary>What served at a time; null where nothing did yet.</summary>
    public async Task<ServingPeriod?> LiveAtAsync(string model, DateTimeOffset time, CancellationToken cancellation = default)
    {
        var known = await ledger.SequenceAtAsync(model, time, cancellation);
        LedgerEntry? current = null;
        for (var before = known + 1; before > 1 && current is null; before = Math.Max(before - Block, 1))
        {
            var entries = await ledger.NewestAsync(model, Block, before, cancellation);
            current = entries.FirstOrDefault(entry => entry.ChangedLive);
        }

        if (current is null)
        {
            return null;
        }

        var version =
            await registry.FindAsync(model, current.To, cancellation)
            ?? throw new InvalidDataException($"The ledger of '{model}' names version {current.To}, which is not registered.");
        var next = await ledger.ReadAsync(model, cancellation, known).FirstOrDefaultAsync(entry => entry.ChangedLive, cancellation);
        return new(version, current, next);
    }

    private static void Add(Graph graph, ModelVersion version)
    {
        var id = VersionId(version.Number);
        graph.Node(
            $"file:{version.Source.Sha256}",
            LineageKind.File,
            version.Source.Blob,
            ("sha256", version.Source.Sha256),
            ("bytes", Text(version.Source.Bytes))
        );
        graph.Node($"dataset:{version.Dataset}", LineageKind.Dataset, version.Dataset, ("digest", version.Dataset));
        graph.Node($"definition:{version.Definition}", LineageKind.Definition, version.Definition, ("digest", version.Definition));
        graph.Edge($"file:{version.Source.Sha256}", $"dataset:{version.Dataset}");
        graph.Node(
            $"run:{version.Run}",
            LineageKind.Run,
            version.Run,
            ("trainer", version.Trainer),
            ("trials", Text(version.Trials)),
            ("seed", Text(version.Seed)),
            ("warmStart", version.WarmStart ?? "none"),
            ("code", version.Code),
            ("build", version.Environment?.Code ?? "unknown"),
            ("hardware", Hardware(version.Environment)),
            ("by", version.By),
            ("reason", version.Reason)
        );
        if (version.Onnx is { } onnx)
        {
            graph.Node($"file:{onnx.Sha256}", LineageKind.File, onnx.File, ("sha256", onnx.Sha256), ("bytes", Text(onnx.Bytes)));
            graph.Edge($"file:{onnx.Sha256}", $"run:{version.Run}");
        }

        graph.Node(
            id,
            LineageKind.Version,
            $"{version.Model} {version.Number}",
            ("artifact", version.Artifact),
            ("evaluated", version.Evaluated ?? version.Artifact),
            ("created", version.Created.ToString("O", CultureInfo.InvariantCulture)),
            ("verdict", version.Verdict.Sentence)
        );
        graph.Edge($"dataset:{version.Dataset}", $"run:{version.Run}");
        graph.Edge($"definition:{version.Definition}", $"run:{version.Run}");
        graph.Edge($"run:{version.Run}", id);
    }

    private static void Add(Graph graph, LedgerEntry entry)
    {
        var id = $"deployment:{Text(entry.Sequence)}";
        graph.Node(
            id,
            LineageKind.Deployment,
            $"{entry.Action.JsonName()} {Text(entry.To)}",
            ("at", entry.At.ToString("O", CultureInfo.InvariantCulture)),
            ("by", entry.By),
            ("reason", entry.Reason),
            ("override", entry.Override ? "yes" : "no"),
            ("from", entry.From is { } from ? Text(from) : "none"),
            ("hash", entry.Hash ?? "")
        );
        graph.Edge(VersionId(entry.To), id);
    }

    private static string Hardware(RunEnvironment? made) =>
        made is null
            ? "unknown"
            : FormattableString.Invariant(
                $"{made.Cores} cores, {made.MemoryBytes >> 20} MiB, {made.Architecture}, {made.System}, {made.Runtime}"
            );

    private static string VersionId(int number) => $"version:{Text(number)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nodes and edges in order of first mention, each once.</summary>
    private sealed class Graph
    {
        private readonly HashSet<object> _seen = [];

        public List<LineageNode> Nodes { get; } = [];

        public List<LineageEdge> Edges { get; } = [];

        public void Node(string id, LineageKind kind, string label, params (string Name, string Value)[] facts)
        {
            if (_seen.Add(id))
            {
                Nodes.Add(new(id, kind, label, facts.ToDictionary(fact => fact.Name, fact => fact.Value)));
            }
        }

        public void Edge(string from, string to)
        {
            var edge = new LineageEdge(from, to);
            if (_seen.Add(edge))
            {
                Edges.Add(edge);
            }
        }
    }
}
