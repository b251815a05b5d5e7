namespace MLOpsFunctions.Definitions;

/// <summary>
/// How long records of a model are kept. What is not declared is kept for ever. Less than a day counts as a day. Versions,
/// their data, the ledger, receipts, runs and feedback are always kept.
/// </summary>
public sealed record RetentionDefinition
{
    /// <summary>Stored predictions. Later labels for removed ones cannot be joined any more.</summary>
    public Duration? Predictions { get; init; }

    /// <summary>Rows of files that were set aside, from when they were written. The receipt still counts them.</summary>
    public Duration? Quarantine { get; init; }

    /// <summary>Drift reports; the newest one always stays.</summary>
    public Duration? DriftReports { get; init; }

    /// <summary>Decisions to train again or not; the newest one always stays.</summary>
    public Duration? Decisions { get; init; }
}
