using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>What became of a dropped file; lies beside it as <c>{file}.receipt.json</c>.</summary>
/// <param name="Status">What became of the file.</param>
/// <param name="Run">The run that handled it.</param>
/// <param name="Dataset">The data set's digest; null where it was refused.</param>
/// <param name="Rows">What became of the rows; null where it was refused.</param>
/// <param name="Quarantined">Rows set aside, by reason.</param>
/// <param name="Examples">The first rows set aside.</param>
/// <param name="DuplicateOf">The run that had handled the same bytes under the same definition before.</param>
/// <param name="Problem">Why it was refused.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Repairs">What was repaired in cells of the kept rows, by column and reason.</param>
public sealed record Receipt(
    ReceiptStatus Status,
    string Run,
    string? Dataset,
    RowCounts? Rows,
    IReadOnlyDictionary<string, long> Quarantined,
    IReadOnlyList<QuarantinedRow> Examples,
    string? DuplicateOf,
    Problem? Problem,
    IReadOnlyList<Note> Notes,
    IReadOnlyList<CellRepair> Repairs
)
{
    /// <summary>
    /// Rows set aside by reason and column, with an example each, most rows first; null in receipts of before this was kept.
    /// </summary>
    public IReadOnlyList<QuarantineReason>? Reasons { get; init; }

    /// <summary>What was found against expectations and earlier data; null in receipts of before this was kept.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>The file became a data set.</summary>
    public static Receipt Accepted(string run, DatasetVersion dataset, IngestResult ingested) =>
        new(
            ReceiptStatus.Accepted,
            run,
            dataset.Digest,
            dataset.Parts?.Rows ?? dataset.Rows,
            ingested.Quarantined,
            ingested.Examples,
            null,
            null,
            [.. ingested.Notes, .. dataset.Leaks.Select(leak => leak.Note)],
            ingested.Repairs
        )
        {
            Reasons = ingested.Reasons,
            Findings = ingested.Findings,
        };

    /// <summary>The file had been handled before.</summary>
    /// <param name="run">The run that found so.</param>
    /// <param name="dataset">What the same bytes had become.</param>
    /// <param name="earlier">The run that had handled them.</param>
    /// <param name="first">The receipt of then, where it is still there: what it says of rows holds for these bytes too.</param>
    public static Receipt Duplicate(string run, DatasetVersion dataset, string earlier, Receipt? first) =>
        new(
            ReceiptStatus.Duplicate,
            run,
            dataset.Digest,
            dataset.Rows,
            first?.Quarantined ?? new Dictionary<string, long>(),
            first?.Examples ?? [],
            earlier,
            null,
            [ReadingNotes.HandledBefore(earlier)],
            first?.Repairs ?? []
        )
        {
            Reasons = first?.Reasons,
            Findings = first?.Findings,
        };

    /// <summary>A person ended the run before the file was read.</summary>
    public static Receipt Cancelled(string run, Problem problem) => Refused(run, problem) with { Status = ReceiptStatus.Cancelled };

    /// <summary>The file was refused.</summary>
    public static Receipt Refused(string run, Problem problem, IReadOnlyList<Finding>? findings = null) =>
        new(ReceiptStatus.Refused, run, null, null, new Dictionary<string, long>(), [], null, problem, [], []) { Findings = findings };
}

/// <summary>What became of a dropped file.</summary>
public enum ReceiptStatus
{
    /// <summary>It became a data set.</summary>
    Accepted,

    /// <summary>It was answered row by row.</summary>
    Scored,

    /// <summary>The same bytes had been handled under the same definition before.</summary>
    Duplicate,

    /// <summary>It cannot be used.</summary>
    Refused,

    /// <summary>A person ended the run before it was read.</summary>
    Cancelled,
}
