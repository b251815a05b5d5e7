using System.Text.Json.Serialization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>
/// An immutable, explained data set: what was accepted of one file under one definition. Stored as JSON; the rows are a
/// content-addressed artifact.
/// </summary>
/// <param name="Digest">SHA-256, lower-case hex, of the frame artifact's bytes: the data set's name.</param>
/// <param name="Source">The file it came from, <c>incoming/{model}/{file}</c>, and the SHA-256 of its bytes.</param>
/// <param name="Schema">The columns with type and role, in file order.</param>
/// <param name="Label">The label's column; null for tasks without one.</param>
/// <param name="Task">What can be learned from it.</param>
/// <param name="Rows">What became of the rows.</param>
/// <param name="Profile">Digest of the profile artifact (as JSON).</param>
/// <param name="Leaks">Columns that give the label away, found before training.</param>
public sealed record DatasetVersion(
    string Digest,
    DatasetSource Source,
    IReadOnlyList<ColumnSchema> Schema,
    string? Label,
    ModelTask Task,
    RowCounts Rows,
    string Profile,
    IReadOnlyList<LeakFinding> Leaks
)
{
    /// <summary>
    /// A digest that does not depend on the order of the rows (<see cref="RowsDigest"/>); null where it was stored
    /// without one.
    /// </summary>
    public string? RowsDigest { get; init; }

    /// <summary>Columns of personal data that nobody had decided on, and what became of them; null: none, or not kept.</summary>
    public IReadOnlyList<Note>? Personal { get; init; }

    /// <summary>What it was put together from; null: one file alone.</summary>
    public DatasetParts? Parts { get; init; }

    /// <summary>What was found in the file against expectations and earlier data; null where it was stored without.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>The labelled predictions among its rows; null: none.</summary>
    public FeedbackSource? Feedback { get; init; }
}

/// <summary>Where a data set came from.</summary>
/// <param name="Blob">Container and name.</param>
/// <param name="Sha256">SHA-256 of the file's bytes, lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
public sealed record DatasetSource(string Blob, string Sha256, long Bytes);

/// <summary>A column as accepted.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Text">How its texts are read; null where it is no feature, holds no texts, or was stored without
/// this: as a whole.</param>
/// <param name="Format">How its cells are written; null where it is masked, or was stored without this: then each
/// file is read by what its own cells prove.</param>
/// <param name="Pii">How it is protected; null where it is not, or was stored without this.</param>
public sealed record ColumnSchema(
    string Name,
    ColumnType Type,
    ColumnRole Role,
    TextKind? Text = null,
    ColumnFormat? Format = null,
    PiiHandling? Pii = null
)
{
    /// <summary>
    /// Whether its cells are never shown: it is private, or was stored before that was kept and may be private.
    /// </summary>
    [JsonIgnore]
    public bool IsHidden => Pii is not null || Format is null;

    /// <summary>Whether its cells were read by their type, so that they tell how a later file is written.</summary>
    [JsonIgnore]
    public bool IsOpen => Pii is null or PiiHandling.Generalise or PiiHandling.Redact;
}

/// <summary>
/// What became of the rows of a file: read = kept + quarantined; repaired ones are among the kept. Of several files, whose rows
/// may replace one another, the sums; then kept are the rows that are left.
/// </summary>
/// <param name="Read">Data rows in the file.</param>
/// <param name="Kept">Rows in the data set.</param>
/// <param name="Repaired">Kept rows with a number that was written in an unusual way (<see cref="CellRepair"/>).</param>
/// <param name="Quarantined">Rows set aside.</param>
public sealed record RowCounts(long Read, long Kept, long Repaired, long Quarantined);

/// <summary>A column that gives the label away.</summary>
/// <param name="Kind">How.</param>
/// <param name="Score">How well it alone predicts the label, 0 to 1 (R² or normalised accuracy).</param>
/// <param name="Note">What was found and what to do about it; stored as <c>sentence</c>.</param>
public sealed record LeakFinding(string Column, LeakKind Kind, double Score, [property: JsonPropertyName("sentence")] Note Note);

/// <summary>How a column gives the label away.</summary>
public enum LeakKind
{
    /// <summary>It names the row: almost every value is distinct.</summary>
    Identifier,

    /// <summary>It is the label again, one to one.</summary>
    Copy,

    /// <summary>Alone it predicts the label almost perfectly.</summary>
    Predictor,
}
