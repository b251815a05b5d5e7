using MLOpsFunctions.Data.Privacy;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;

namespace MLOpsFunctions.Pipelines;

/// <summary>What whoever answers for a model has to know of it.</summary>
public sealed record ModelReview(string Model)
{
    /// <summary>Who answers for it; null: nobody is named.</summary>
    public string? Owner { get; init; }

    /// <summary>The problem, in words; null: not said.</summary>
    public string? Purpose { get; init; }

    /// <summary>What a version must show before it serves; empty: the defaults of the task.</summary>
    public IReadOnlyList<GateDefinition> Criterion { get; init; } = [];

    /// <summary>The version that serves; null: none does.</summary>
    public int? Version { get; init; }

    /// <summary>Whether a person has ended its serving and training.</summary>
    public bool Archived { get; init; }

    /// <summary>Days since the version that serves was made; null: none does.</summary>
    public double? ModelAgeDays { get; init; }

    /// <summary>Days since the newest data were accepted; null: there are none.</summary>
    public double? DataAgeDays { get; init; }

    /// <summary>Every promise, held against what was measured last.</summary>
    public IReadOnlyList<SlaMeasurement> Sla { get; init; } = [];

    /// <summary>What calls for a person now.</summary>
    public IReadOnlyList<ReviewAlert> Alerts { get; init; } = [];

    /// <summary>The last drift check; null: there was none.</summary>
    public ReviewedDrift? Drift { get; init; }

    /// <summary>The private columns by name, with how each is protected.</summary>
    public IReadOnlyDictionary<string, PiiHandling> Privacy { get; init; } = new Dictionary<string, PiiHandling>();

    /// <summary>How well the stored rows hide among one another; null: nobody asked.</summary>
    public KAnonymity? Anonymity { get; init; }

    /// <summary>Who may let a version serve.</summary>
    public ApprovalRule Approval { get; init; }

    /// <summary>The last rollback; null: there was none.</summary>
    public ReviewedRollback? LastRollback { get; init; }

    /// <summary>The last review by a person; null: there was none.</summary>
    public ReviewRecord? Reviewed { get; init; }

    /// <summary>When the next review is due; null: the definition names no interval.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>What is missing or overdue.</summary>
    public IReadOnlyList<ReviewFinding> Findings { get; init; } = [];
}

/// <summary>A drift check in a review.</summary>
/// <param name="At">When.</param>
/// <param name="Drifted">Whether the inputs drifted.</param>
/// <param name="Share">Share of the features that did, 0 to 1.</param>
public sealed record ReviewedDrift(DateTimeOffset At, bool Drifted, double Share);

/// <summary>A rollback in a review.</summary>
/// <param name="At">When.</param>
/// <param name="From">The version that was taken out.</param>
/// <param name="To">The version that served again.</param>
/// <param name="By">Who decided.</param>
public sealed record ReviewedRollback(DateTimeOffset At, int? From, int To, string By);

/// <summary>A person has reviewed a model.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Note">What that person found; null: nothing was said.</param>
public sealed record ReviewRecord(DateTimeOffset At, string By, string? Note);

/// <summary>Who may let a version serve that has passed its gates.</summary>
public enum ApprovalRule
{
    /// <summary>Nobody has to.</summary>
    None,

    /// <summary>Anybody who may administer.</summary>
    Person,

    /// <summary>Anybody who may administer, except the one who started the run.</summary>
    OtherPerson,
}

/// <summary>What calls for a person.</summary>
public enum ReviewAlert
{
    /// <summary>The inputs drifted.</summary>
    Drift,

    /// <summary>A promise is not kept.</summary>
    SlaMissed,

    /// <summary>The newest run failed or was refused.</summary>
    RunFailed,

    /// <summary>A version waits for a person.</summary>
    ApprovalNeeded,
}

/// <summary>What is missing or overdue.</summary>
public enum ReviewFinding
{
    /// <summary>No owner is named.</summary>
    NoOwner,

    /// <summary>No purpose is said.</summary>
    NoPurpose,

    /// <summary>No gate says what success is; those of the task hold.</summary>
    NoCriterion,

    /// <summary>Notifications go nowhere.</summary>
    NoChannel,

    /// <summary>Nothing is promised.</summary>
    NoSla,

    /// <summary>A promise has a name that is not measured.</summary>
    SlaNotMeasured,

    /// <summary>Drift was never checked.</summary>
    NoDriftCheck,

    /// <summary>No interval of reviews is set.</summary>
    NoReviewInterval,

    ReviewOverdue,
}
