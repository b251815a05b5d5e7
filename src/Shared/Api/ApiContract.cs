using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Api;

/// <summary>Body of a retrain request; all parts may be left out.</summary>
/// <param name="By">Who asks, where authentication doesn't tell.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reproduce">An earlier run whose model is to be rebuilt and compared; nothing is registered then.</param>
/// <param name="Label">The label of the newest data set: this confirms it, where it was guessed.</param>
/// <param name="NewTarget">Whether a version with another label or task may replace the one that serves.</param>
/// <param name="Task">The task of the data to train on.</param>
public sealed record RetrainRequest(
    string? By = null,
    string? Reason = null,
    string? Reproduce = null,
    string? Label = null,
    bool? NewTarget = null,
    ModelTask? Task = null
)
{
    /// <summary>Nothing said.</summary>
    public RetrainRequest()
        : this(null, null, null) { }
}

/// <summary>Answer to whatever starts a run.</summary>
/// <param name="Run">The run's id.</param>
public sealed record RunStarted(string Run);

/// <summary>Answer to <c>GET /api/models/{model}/decisions</c>.</summary>
/// <param name="Decisions">Whether to train again, and why, newest first; those to do nothing too.</param>
/// <param name="Next">What asks for the page that follows; null at the end.</param>
public sealed record DecisionPage(string Model, IReadOnlyList<StoredDecision> Decisions, string? Next);

/// <summary>Answer to whatever starts a drift check.</summary>
/// <param name="Check">The check's id; the report carries it.</param>
public sealed record DriftCheckStarted(string Check);

/// <summary>Body of an approval.</summary>
/// <param name="Approved">Whether to deploy; required.</param>
/// <param name="By">Who answers; required where authentication doesn't tell.</param>
/// <param name="Reason">Why; required for a rejection.</param>
public sealed record ApprovalRequest(bool? Approved = null, string? By = null, string? Reason = null)
{
    /// <summary>Nothing said.</summary>
    public ApprovalRequest()
        : this(null, null, null) { }
}

/// <summary>Body of a cancellation; all parts may be left out.</summary>
/// <param name="By">Who asks, where authentication doesn't tell.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelRequest(string? By = null, string? Reason = null)
{
    /// <summary>Nothing said.</summary>
    public CancelRequest()
        : this(null, null) { }
}

/// <summary>Body of a rollback request; all parts may be left out.</summary>
/// <param name="By">Who asks, where authentication doesn't tell.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">The version that is to serve again, one that served at any time before; without it the one before.</param>
public sealed record RollbackRequest(string? By = null, string? Reason = null, int? Version = null)
{
    /// <summary>Nothing said.</summary>
    public RollbackRequest()
        : this(null, null, null) { }
}

/// <summary>Answer to a rollback.</summary>
/// <param name="Version">The version that serves now.</param>
/// <param name="Previous">The version that a further rollback without a version leads to; null where there is none.</param>
/// <param name="Generation">The deployment's generation.</param>
/// <param name="Entry">The ledger's entry.</param>
public sealed record RollbackResponse(string Model, int? Version, int? Previous, long Generation, LedgerEntry? Entry);

/// <summary>Body of a decision about a rollout.</summary>
/// <param name="By">Who decides, where authentication doesn't tell.</param>
/// <param name="Reason">Why; required for a promotion.</param>
/// <param name="Version">The version; required for a promotion, else the one that is on its way or none.</param>
public sealed record RolloutRequest(string? By = null, string? Reason = null, int? Version = null)
{
    /// <summary>Nothing said.</summary>
    public RolloutRequest()
        : this(null, null, null) { }
}

/// <summary>Answer to a decision about a rollout.</summary>
/// <param name="Champion">The version that serves now.</param>
/// <param name="Challenger">The version that is up for promotion; null where none is.</param>
/// <param name="Rollout">The rollout under way; null where there is none.</param>
/// <param name="Control">What a person has forbidden to happen by itself; null: nothing.</param>
/// <param name="Entry">The ledger's entry.</param>
public sealed record RolloutResponse(
    string Model,
    int? Champion,
    int? Challenger,
    Rollout? Rollout,
    ChangeControl? Control,
    LedgerEntry? Entry
);

/// <summary>The models there are.</summary>
/// <param name="Models">In ordinal order.</param>
/// <param name="ContinuationToken">What asks for the models that follow; null at the end.</param>
public sealed record ModelList(IReadOnlyList<ModelOverview> Models, string? ContinuationToken = null);

/// <summary>A model's versions.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="ContinuationToken">What asks for the versions that follow; null at the end.</param>
public sealed record VersionList(string Model, IReadOnlyList<VersionSummary> Versions, string? ContinuationToken);

/// <summary>What was decided about a model.</summary>
/// <param name="Check">Whether all entries are as they were written.</param>
/// <param name="Entries">Oldest first.</param>
/// <param name="ContinuationToken">What asks for the entries that follow; null at the end.</param>
public sealed record LedgerPage(string Model, LedgerVerification Check, IReadOnlyList<LedgerEntry> Entries, string? ContinuationToken);

/// <summary>One model.</summary>
/// <param name="Champion">The version that serves; null where none does.</param>
/// <param name="Challenger">The version that is up for promotion; null where none is.</param>
/// <param name="Deployment">Slots, history and generation.</param>
/// <param name="Versions">Every version, newest first.</param>
/// <param name="LiveAt">What served at the time that <c>?at=</c> names, trained on what, why and by whom; null where
/// nothing did or no time was named.</param>
public sealed record ModelDetail(
    string Model,
    int? Champion,
    int? Challenger,
    DeploymentState Deployment,
    IReadOnlyList<VersionSummary> Versions,
    ServingPeriod? LiveAt = null
);

/// <summary>One version in a list.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Created">When it was registered.</param>
/// <param name="Trainer">The trainer that won.</param>
/// <param name="Blessed">Whether its gates blessed it.</param>
/// <param name="Metrics">Test-set metrics by name.</param>
public sealed record VersionSummary(
    int Version,
    string Run,
    DateTimeOffset Created,
    string Trainer,
    bool Blessed,
    IReadOnlyDictionary<string, double> Metrics
);

/// <summary>Body of a feedback: ground truth for an earlier prediction.</summary>
/// <param name="Id">The prediction's id; required.</param>
/// <param name="Actual">What turned out to be true: a number, or a class by name; required.</param>
public sealed record FeedbackRequest(string? Id = null, System.Text.Json.JsonElement Actual = default)
{
    /// <summary>Nothing said.</summary>
    public FeedbackRequest()
        : this(null, default) { }
}
