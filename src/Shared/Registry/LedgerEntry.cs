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

    /// <summary>The model.</summary>
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
    public bool ChangedLive => Action != LedgerAction.Held;
}
