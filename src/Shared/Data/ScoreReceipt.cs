using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>What became of a file to predict; lies beside it as <c>{file}.receipt.json</c>.</summary>
/// <param name="Status">What became of the file.</param>
/// <param name="Run">The run that handled it.</param>
/// <param name="Version">The version that predicted; null where none did.</param>
/// <param name="Predictions">The file of predictions; null where the file was refused.</param>
/// <param name="Quarantine">The file of rows without a prediction; null where there is none.</param>
/// <param name="Read">Rows in the file.</param>
/// <param name="Scored">Rows with a prediction.</param>
/// <param name="Refused">Rows without one.</param>
/// <param name="Reasons">Why, by reason and column, most rows first.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Sha256">SHA-256 of the file; null where it was refused.</param>
/// <param name="Problem">Why it was refused; null: it was not.</param>
public sealed record ScoreReceipt(
    ReceiptStatus Status,
    string Run,
    int? Version,
    string? Predictions,
    string? Quarantine,
    long Read,
    long Scored,
    long Refused,
    IReadOnlyList<QuarantineReason> Reasons,
    IReadOnlyList<Note> Notes,
    string? Sha256,
    Problem? Problem
);
