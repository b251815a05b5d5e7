namespace MLOpsFunctions.Monitoring;

/// <summary>What is known when it is decided whether a model is trained again.</summary>
public sealed record RetrainSituation
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The newest drift report; null: there is none.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>How much worse what serves does than when it was judged; null: no worse.</summary>
    public PerformanceDecay? Decay { get; init; }

    /// <summary>The same by an estimate without actual values; null: no worse.</summary>
    public EstimatedDecay? EstimatedDecay { get; init; }

    /// <summary>A person has frozen the model, so that nothing is trained.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>The definition's schedule has come.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>A person asked.</summary>
    public bool IsRequested { get; init; }

    /// <summary>
    /// Labelled rows (all rows, if the model has no label) that neither the champion nor a removed version has learned;
    /// 0: there are none.
    /// </summary>
    public long NewRows { get; init; }

    /// <summary>When the last automatic run of the model began; null if there was none.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>Automatic runs that failed, the newest ones in a row.</summary>
    public int Failures { get; init; }

    /// <summary>A run of the model that is under way; null: none is.</summary>
    public string? Running { get; init; }
}
