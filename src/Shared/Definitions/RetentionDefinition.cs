namespace MLOpsFunctions.Definitions;

/// <summary>
/// How long records of a model are kept. What is not declared is kept for ever. Less than a day counts as a day. Versions,
/// their data, the newest data, the ledger, receipts, runs and feedback are always kept.
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

    /// <summary>Counts of what the versions of rollouts did, and of predicted rows by the hour.</summary>
    public Duration? Statistics { get; init; }

    /// <summary>Notifications that were delivered or given up, with all attempts.</summary>
    public Duration? Notifications { get; init; }

    /// <summary>
    /// Rows of data sets whose run failed, was refused or cancelled and that no version has learned, from the end of the run.
    /// The newest of each label and task stays, and what was accepted of the file is still told.
    /// </summary>
    public Duration? Datasets { get; init; }
}
