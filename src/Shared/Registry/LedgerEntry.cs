using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Registry;

/// <summary>What a ledger entry records.</summary>
public enum LedgerAction
{
    /// <summary>A version took the serving slot.</summary>
    Promoted,

    /// <summary>The version before took the serving slot back.</summary>
    RolledBack,

    /// <summary>A version was kept from serving.</summary>
    Held,

    /// <summary>A version began to score requests outside of their answers.</summary>
    Shadowed,

    /// <summary>A version began to answer a share of the requests.</summary>
    CanaryStepped,

    /// <summary>A version came through the time after its swap.</summary>
    Baked,

    /// <summary>A rollout ended before its version served.</summary>
    Abandoned,

    /// <summary>A rollout was held where it is.</summary>
    Paused,

    /// <summary>A held rollout goes on.</summary>
    Resumed,

    /// <summary>The champion does not change by itself any more.</summary>
    Pinned,

    /// <summary>Nothing changes by itself any more.</summary>
    Frozen,

    /// <summary>A pin, a freeze or an archiving was lifted.</summary>
    Released,

    /// <summary>The model does not serve any more.</summary>
    Archived,
}

/// <summary>
/// One entry of a model's promotion ledger. Entries are numbered from 1 and each carries the hash of the one before, so
/// that a changed, dropped or inserted entry breaks the chain from there on.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>The previous hash of a model's first entry.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>1, 2, 3, ... within the model.</summary>
    public required int Sequence { get; init; }

    public required string Model { get; init; }

    /// <summary>What happened.</summary>
    public required LedgerAction Action { get; init; }

    /// <summary>The version that served before; null where none did.</summary>
    public int? From { get; init; }

    /// <summary>The version that the entry is about: the one that serves from now on or, for a held one, the one that does not.</summary>
    public required int To { get; init; }

    /// <summary>When; never before the previous entry, whatever the clock of the machine that wrote it says.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>True where a person promoted a version against its verdict.</summary>
    public bool Override { get; init; }

    /// <summary>The stage of the rollout that begins or ends with the entry; null where there is none.</summary>
    public LedgerStage? Stage { get; init; }

    /// <summary>What decided, where it was no person; null otherwise.</summary>
    public RolloutCause? Cause { get; init; }

    /// <summary>The numbers of the guardrail that failed; null where none did.</summary>
    public GuardrailFinding? Guardrail { get; init; }

    /// <summary>Digest of the verdict on <see cref="To"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The id of the operation, from the caller: repeating the same operation adds no second entry.</summary>
    public required string Key { get; init; }

    /// <summary>Hash of the entry before, or <see cref="Genesis"/>.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over every other member, lower-case hex.</summary>
    public string? Hash { get; init; }

    /// <summary>The hash that this entry should carry: over its compact JSON without the hash.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(this with { Hash = null }))));

    /// <summary>Whether the entry changed what serves.</summary>
    [JsonIgnore]
    public bool ChangedLive => Action is LedgerAction.Promoted or LedgerAction.RolledBack;

    /// <summary>Whether the entry says of <see cref="To"/> that only a person may let it serve from now on.</summary>
    [JsonIgnore]
    public bool RuledOut => Action == LedgerAction.Abandoned && Cause is null or RolloutCause.Guardrail;
}

/// <summary>A stage of a rollout, as the ledger names it.</summary>
/// <param name="Name">shadow, canary or bake.</param>
/// <param name="Number">The stage's number among all of the model.</param>
/// <param name="Share">Share of the requests that its version scores or answers.</param>
public sealed record LedgerStage(string Name, int Number, double Share);

/// <summary>What ends or moves a rollout, where it is no person.</summary>
public enum RolloutCause
{
    /// <summary>The numbers of the stage suffice, and none is worse than allowed.</summary>
    Evidence,

    /// <summary>A guardrail failed.</summary>
    Guardrail,

    /// <summary>The numbers of the stage do not suffice after the longest time that it may take.</summary>
    NoEvidence,

    /// <summary>A newer version took its place.</summary>
    Superseded,
}

/// <summary>A guardrail that failed.</summary>
/// <param name="Code">The guardrail.</param>
/// <param name="Candidate">The number of the version that is rolled out.</param>
/// <param name="Baseline">That of the version that it is compared with, over the same time.</param>
/// <param name="Threshold">The bound that the definition sets.</param>
/// <param name="CandidateCount">Requests or rows behind the candidate's number.</param>
/// <param name="BaselineCount">Requests or rows behind the other's.</param>
public sealed record GuardrailFinding(
    GuardrailKind Code,
    double Candidate,
    double Baseline,
    double Threshold,
    long CandidateCount,
    long BaselineCount
);

/// <summary>The guardrails, as definitions spell them.</summary>
public enum GuardrailKind
{
    /// <summary>The share of requests that failed.</summary>
    ErrorRate,

    /// <summary>The share of rows that were refused.</summary>
    RefusedShare,

    /// <summary>The time within which 99 of 100 requests were answered.</summary>
    P99Relative,

    /// <summary>How far the predictions lie from those of the other version.</summary>
    PredictionShift,

    /// <summary>The metric on labels from feedback.</summary>
    LiveMetric,
}
