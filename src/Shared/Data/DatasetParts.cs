using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>
/// What a data set was put together from: an earlier one and a file's rows. <see cref="FrameJoin"/> rebuilds it from these.
/// </summary>
/// <param name="Base">Digest of the earlier data set's rows.</param>
/// <param name="File">Digest of the rows that were accepted of the file, as a frame.</param>
/// <param name="Rows">What became of the file's rows before they were put together.</param>
/// <param name="Mode">How they were put together.</param>
/// <param name="Key">The columns that name a row; empty: all its cells do.</param>
/// <param name="Added">Rows of the file that are new.</param>
/// <param name="Replaced">Rows of the file that took the place of others with their key.</param>
/// <param name="Present">Rows of the file that were there already, to the letter.</param>
public sealed record DatasetParts(
    string Base,
    string File,
    RowCounts Rows,
    IngestMode Mode,
    IReadOnlyList<string> Key,
    long Added,
    long Replaced,
    long Present
);
