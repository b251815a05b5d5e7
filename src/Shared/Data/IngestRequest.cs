using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>What to read and how.</summary>
/// <param name="Blob">Container and name of the file, for messages and lineage.</param>
/// <param name="Definition">What users have declared; null: everything is inferred.</param>
/// <param name="PrivacyKey">Key of the hashes that replace private cells.</param>
public sealed record IngestRequest(string Model, string Blob, ModelDefinition? Definition, byte[] PrivacyKey)
{
    /// <summary>
    /// The columns of the data that the serving version learned from: what is not declared otherwise is read as they
    /// were. Empty: there is none.
    /// </summary>
    public IReadOnlyList<ColumnSchema> Known { get; init; } = [];

    /// <summary>What earlier data look like, with which the file is compared; null: there are none.</summary>
    public DataProfile? Reference { get; init; }

    /// <summary>When the file was dropped; null: it was not, and has no age.</summary>
    public DateTimeOffset? Dropped { get; init; }

    /// <summary>Whether the file's rows are added to others: it may then have few rows, and one value of the label.</summary>
    public bool IsPart { get; init; }

    /// <summary>Bounds on the file.</summary>
    public IngestLimits Limits { get; init; } = new();

    /// <summary>
    /// Where rows that are set aside are written, as JSON lines; it must be able to start over
    /// (<see cref="Stream.SetLength"/>). Null: they are only counted.
    /// </summary>
    public Stream? Quarantine { get; init; }

    /// <summary>Threads to use, 1 or more; never changes the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>Bounds on files, each with its reason. What exceeds one is refused, never cut.</summary>
public sealed record IngestLimits
{
    /// <summary>Bytes of the file as dropped: what one machine reads within a few minutes.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Bytes after decompression: numbers in memory take about as much as their text.</summary>
    public long MaxTextBytes { get; init; } = 8L << 30;

    /// <summary>How many times its size a compressed file may unfold to; text seldom exceeds 30, a bomb starts in the hundreds.</summary>
    public int MaxExpansion { get; init; } = 200;

    /// <summary>Columns: beyond this the file is transposed or holds another kind of data.</summary>
    public int MaxColumns { get; init; } = 10_000;

    /// <summary>Bytes of one row: as many as ten thousand cells of a hundred characters.</summary>
    public int MaxRowBytes { get; init; } = 1 << 20;

    /// <summary>Cells in all: two gigabytes as numbers, and twice that for a moment while they are put together.</summary>
    public long MaxCells { get; init; } = 250_000_000;

    /// <summary>
    /// Bytes of all distinct texts, column by column, each with 64 for itself: with what looks them up they take up to
    /// four gigabytes for a moment.
    /// </summary>
    public long MaxDistinctBytes { get; init; } = 1L << 30;

    /// <summary>Fewest rows that can be split into training, validation and test.</summary>
    public int MinRows { get; init; } = 10;

    /// <summary>Share of bad rows from which the file itself is wrong rather than some of its rows.</summary>
    public double MaxBadShare { get; init; } = 0.5;
}

/// <summary>The result of an ingestion.</summary>
/// <param name="Definition">The definition, completed: label, task, and every column's type and role.</param>
/// <param name="Frame">The accepted rows, private columns protected.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Rows">What became of the rows.</param>
/// <param name="Quarantined">Rows set aside, by reason.</param>
/// <param name="Examples">The first rows set aside.</param>
/// <param name="Profile">What the accepted rows look like.</param>
/// <param name="Leaks">Columns that give the label away.</param>
/// <param name="Source">The file.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Repairs">What was repaired in cells of the accepted rows.</param>
public sealed record IngestResult(
    ModelDefinition Definition,
    DataFrame Frame,
    IReadOnlyList<ColumnSchema> Schema,
    RowCounts Rows,
    IReadOnlyDictionary<string, long> Quarantined,
    IReadOnlyList<QuarantinedRow> Examples,
    DataProfile Profile,
    IReadOnlyList<LeakFinding> Leaks,
    DatasetSource Source,
    IReadOnlyList<Note> Notes,
    IReadOnlyList<CellRepair> Repairs
)
{
    /// <summary>What the file was taken for.</summary>
    public required InferredSchema Inferred { get; init; }

    /// <summary>Rows set aside by reason and column, most rows first.</summary>
    public required IReadOnlyList<QuarantineReason> Reasons { get; init; }

    /// <summary>What was found in the file against expectations and earlier data.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>
/// Cells that were not written as plain numbers, and could be read in one way only, as the other cells of their
/// column prove: with a currency sign, a percent sign (5% is 5), marks between thousands, a decimal comma or a
/// typographic minus; and answers such as true and yes that a column writes now in capitals and now in small letters.
/// What could be read two ways is set aside instead. Blanks and quotes around cells, and the usual marks of a missing
/// value, are usual and do not count as repairs.
/// </summary>
/// <param name="Reason">What was repaired, e.g. <c>a currency sign and marks between thousands</c>.</param>
/// <param name="Cells">In how many cells of accepted rows.</param>
public sealed record CellRepair(string Column, string Reason, long Cells);

/// <summary>One row that was set aside.</summary>
/// <param name="Line">The line of the file where it starts, from 1.</param>
/// <param name="Column">The column at fault; null where it is the whole row.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Found">The cell or row as found, at most 200 characters; null where it may be private.</param>
public sealed record QuarantinedRow(long Line, string? Column, string Reason, string? Found);
