using System.Globalization;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>Whether to train again, and why.</summary>
/// <param name="Retrain">Whether to train again.</param>
/// <param name="Reason">The reason that decided, for code.</param>
/// <param name="NotBefore">When the decision may change, if only time prevents a run.</param>
public sealed record RetrainDecision(bool Retrain, RetrainReason Reason, DateTimeOffset? NotBefore)
{
    /// <summary>What asked for a run, and what prevented it; or why nothing asked for one.</summary>
    public IReadOnlyList<RetrainReason> Reasons { get; init; } = [];

    /// <summary>The same for a person; empty in decisions of before it was kept as notes.</summary>
    public IReadOnlyList<Note> Findings { get; init; } = [];

    /// <summary>The decision in words.</summary>
    public string Sentence
    {
        get => Findings.Count > 0 ? $"{Verdict}: {string.Join(' ', Findings.Sentences())}" : field;
        init;
    } = "";

    private string Verdict =>
        Retrain ? "Retraining"
        : NotBefore is { } earliest
            ? string.Create(CultureInfo.InvariantCulture, $"No retraining before {earliest.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : Reason is RetrainReason.TooFewRows or RetrainReason.Queued ? "No retraining yet"
        : "No retraining";
}

/// <summary>A decision as it is kept.</summary>
/// <param name="Id">The drift check or the occasion that it belongs to.</param>
/// <param name="Model">The model.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Version">The version that served.</param>
/// <param name="NewRows">Labelled rows that the version has not learned; null: not counted, as the schedule and a person ask
/// for none.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Run">The run that it started; null: none.</param>
public sealed record StoredDecision(
    string Id,
    string Model,
    DateTimeOffset At,
    int? Version,
    long? NewRows,
    RetrainDecision Decision,
    string? Run
);

/// <summary>Why a model is trained again, or not.</summary>
public enum RetrainReason
{
    /// <summary>The data drifted.</summary>
    Drift,

    /// <summary>What serves does worse than when it was judged.</summary>
    Decay,

    /// <summary>The data did not drift.</summary>
    Stable,

    /// <summary>There were too few rows for a conclusion.</summary>
    Inconclusive,

    /// <summary>There is a reason, but there are no labelled rows that are newer than those already learned.</summary>
    NoNewRows,

    /// <summary>There is a reason, but there are too few rows to learn from.</summary>
    TooFewRows,

    /// <summary>There is a reason, but the last automatic run is too recent.</summary>
    Cooldown,

    /// <summary>An estimate without labels says that what serves does worse than when it was judged.</summary>
    EstimatedDecay,

    /// <summary>The schedule has come.</summary>
    Schedule,

    /// <summary>Enough new rows have come.</summary>
    DataVolume,

    /// <summary>A person asked.</summary>
    Request,

    /// <summary>There is a reason, but automatic runs have failed, and the next one waits longer each time.</summary>
    BackOff,

    /// <summary>There is a reason, but a run of the model is under way; the next one waits for its end.</summary>
    Queued,

    /// <summary>There is a reason, but a person has frozen the model.</summary>
    Frozen,
}
