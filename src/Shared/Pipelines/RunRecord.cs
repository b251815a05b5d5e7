using MLOpsFunctions.Data;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// One run as people see it: from an accepted file or a retrain request to its one end state. Stored as a row of the
/// runs table; the HTTP contract's run.
/// </summary>
public sealed record RunRecord : ITraced
{
    /// <summary>The run's id; also the id of the flow instance that carries it.</summary>
    public required string Run { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>What started it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>Who started it.</summary>
    public required string By { get; init; }

    /// <summary>The reason given, if any.</summary>
    public string? Reason { get; init; }

    /// <summary>The file that was dropped, as container and name; null for other triggers.</summary>
    public string? File { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Seconds that it waited for a person; null where it did not.</summary>
    public double? Waited { get; init; }

    /// <summary>Seconds that it waited for its turn; null where it did not.</summary>
    public double? Queued { get; init; }

    /// <summary>Whether the one who started it may not approve it; null: anybody may.</summary>
    public bool? OtherApprover { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The stage it is in or ended in.</summary>
    public string? Stage { get; init; }

    /// <summary>The stages that it entered, in order, each with its time; null: none, or the record is of an older version.</summary>
    public IReadOnlyList<RunStep>? Steps { get; init; }

    /// <summary>Done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>One line for a person.</summary>
    public string? Message { get; init; }

    /// <summary>What was read; null before ingestion ended.</summary>
    public RunDataset? Dataset { get; init; }

    /// <summary>What the file was taken for; null for other triggers and before ingestion ended.</summary>
    public InferredSchema? Inferred { get; init; }

    /// <summary>Rows set aside, by reason; null for other triggers and before ingestion ended.</summary>
    public IReadOnlyDictionary<string, long>? Quarantined { get; init; }

    /// <summary>
    /// The same by column too, with an example each, most rows first; null where <see cref="Quarantined"/> is, and in older records.
    /// </summary>
    public IReadOnlyList<QuarantineReason>? QuarantineReasons { get; init; }

    /// <summary>The receipt, as container and name; null for other triggers and before ingestion ended.</summary>
    public string? Receipt { get; init; }

    /// <summary>What a batch of predictions came to; null for other triggers and before it was scored.</summary>
    public ScoredFile? Scored { get; init; }

    /// <summary>The registered version, or the one that predicted; null where there is none.</summary>
    public int? Version { get; init; }

    /// <summary>SHA-256 of the model artifact; null where none was made.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Whether the version took the live slot.</summary>
    public bool Deployed { get; init; }

    /// <summary>What the gates said; null before evaluation.</summary>
    public GateVerdict? Verdict { get; init; }

    /// <summary>Test-set metrics by name; null before evaluation.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>What the gates judged by, where it is not the test rows alone; null: it is, or nothing was judged.</summary>
    public JudgedRows? Judged { get; init; }

    /// <summary>The metric by which trials are compared; null before the training is planned.</summary>
    public string? Metric { get; init; }

    /// <summary>Trials that counted.</summary>
    public int? Trials { get; init; }

    /// <summary>The trainer that won.</summary>
    public string? Trainer { get; init; }

    /// <summary>The winner's parameters, as fitted; null before it is registered.</summary>
    public TrainerParameters? Parameters { get; init; }

    /// <summary>Where it ran: the machine that fitted the winner or, before, the one that took the run. Null in older records.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>What this run rebuilt; null where it rebuilt nothing.</summary>
    public Reproduction? Reproduction { get; init; }

    /// <summary>
    /// The best trials, the best first (<see cref="MLOpsFunctions.Experiments.Search.Leaderboard"/>); told of a single
    /// run, kept with its trials and not with its record.
    /// </summary>
    public IReadOnlyList<MLOpsFunctions.Experiments.Search.Trial>? Leaderboard { get; init; }

    /// <summary>How to confirm a guessed label, for the interface that shows the run; not stored.</summary>
    public string? Confirm { get; init; }

    /// <summary>Seconds in which it did not work: it waited for a person or for its turn; null: it never did.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Idle => Waited is null && Queued is null ? null : (Waited ?? 0) + (Queued ?? 0);

    /// <summary>Whether it is to make a version; a batch of predictions is not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsTraining => Trigger != RunTrigger.Score;

    /// <summary>The label that a person has to confirm before a version that learned it serves; null: there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? LabelToConfirm => !Deployed && Inferred is { LabelFrom: LabelSource.LastColumn, Label: { } guess } ? guess : null;

    /// <summary>
    /// An earlier run that had already handled the same bytes under the same definition; its result is this run's
    /// result.
    /// </summary>
    public string? DuplicateOf { get; init; }

    /// <summary>The problem that the caller can solve, where that ended the run.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What broke, where something did.</summary>
    public string? Error { get; init; }

    /// <summary>The W3C trace context of the request that started it; null: it was not traced.</summary>
    public string? Trace { get; init; }

    /// <summary>What a reader of the run should know, e.g. dropped columns or suspected leaks.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];
}

/// <summary>A version that a run rebuilt.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Version">Its number.</param>
/// <param name="Digest">SHA-256 of its bytes; the rebuild's own stands beside it as the run's model digest.</param>
/// <param name="Code">Version of the product that made it.</param>
public sealed record Reproduction(string Run, int Version, string Digest, string Code);

/// <summary>A stage that a run entered.</summary>
/// <param name="At">When.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Message">What it set out to do, for a person.</param>
public sealed record RunStep(DateTimeOffset At, string Stage, string Message);

/// <summary>The data set of a run, in the shape that <c>run --json</c> prints.</summary>
/// <param name="Digest">SHA-256 of the rows' artifact.</param>
/// <param name="RowsRead">Data rows in the file.</param>
/// <param name="RowsKept">Rows in the data set.</param>
/// <param name="RowsRepaired">Kept rows with a repaired cell.</param>
/// <param name="RowsQuarantined">Rows set aside, each with line and reason.</param>
public sealed record RunDataset(string Digest, long RowsRead, long RowsKept, long RowsRepaired, long RowsQuarantined)
{
    /// <summary>The summary of a data set version.</summary>
    public static RunDataset From(DatasetVersion dataset) =>
        new(dataset.Digest, dataset.Rows.Read, dataset.Rows.Kept, dataset.Rows.Repaired, dataset.Rows.Quarantined);
}

/// <summary>Where a run stands. All but the first two are end states, and a run reaches exactly one of them.</summary>
public enum RunStatus
{
    /// <summary>On its way.</summary>
    Running,

    /// <summary>Blessed, waiting for a person.</summary>
    AwaitingApproval,

    /// <summary>Its version serves.</summary>
    Deployed,

    /// <summary>Its version is registered and does not serve: a gate, a person or a newer swap held it back.</summary>
    HeldBack,

    /// <summary>The input was refused, with a problem that says why.</summary>
    Refused,

    /// <summary>The same bytes under the same definition had been handled before; nothing new was made.</summary>
    Duplicate,

    /// <summary>Something broke.</summary>
    Failed,

    /// <summary>A rebuild gave the same bytes; nothing was registered.</summary>
    Reproduced,

    /// <summary>A rebuild gave other bytes; nothing was registered.</summary>
    Differs,

    /// <summary>A person ended it before its version served.</summary>
    Cancelled,

    /// <summary>Its version is on its way into the live slot: the model tells how far it is.</summary>
    RollingOut,

    /// <summary>The rows of a file were predicted.</summary>
    Scored,
}
