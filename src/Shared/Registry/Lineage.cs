namespace MLOpsFunctions.Registry;

/// <summary>What a node of a lineage graph is.</summary>
public enum LineageKind
{
    /// <summary>A dropped file.</summary>
    File,

    /// <summary>A data set version.</summary>
    Dataset,

    /// <summary>The definition in force.</summary>
    Definition,

    /// <summary>The run, with its trials.</summary>
    Run,

    /// <summary>A model version.</summary>
    Version,

    /// <summary>A promotion, a rollback or a hold.</summary>
    Deployment,
}

/// <summary>Where versions come from and what became of them, as a directed graph without cycles.</summary>
/// <param name="Nodes">Each once, causes before effects.</param>
/// <param name="Edges">From cause to effect.</param>
public sealed record Lineage(string Model, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges);

/// <summary>A thing in the graph.</summary>
/// <param name="Id">Unique in the graph: kind and digest, number or sequence.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Facts">What is known of it.</param>
public sealed record LineageNode(string Id, LineageKind Kind, string Label, IReadOnlyDictionary<string, string> Facts);

/// <summary>One thing led to another.</summary>
/// <param name="From">The cause's id.</param>
/// <param name="To">The effect's id.</param>
public sealed record LineageEdge(string From, string To);

/// <summary>What served at a time.</summary>
/// <param name="Version">The version, with what it was trained on.</param>
/// <param name="Entry">The change that brought it in: when, by whom, why.</param>
/// <param name="Until">The change that ended it; null where it serves still.</param>
public sealed record ServingPeriod(ModelVersion Version, LedgerEntry Entry, LedgerEntry? Until);
