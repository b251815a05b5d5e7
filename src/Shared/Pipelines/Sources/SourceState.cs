namespace MLOpsFunctions.Pipelines.Sources;

/// <summary>How far a model's source was read: the same is never read twice.</summary>
/// <param name="Source">What it is of, such as the address: another source starts over.</param>
/// <param name="ETag">Of an address: the version that was read last; null: it has none.</param>
/// <param name="Sha256">Digest of the bytes that were read last.</param>
/// <param name="Watermark">Of a query: the greatest value that was read; null: none was.</param>
public sealed record SourceState(string Source, string? ETag = null, string? Sha256 = null, string? Watermark = null);

/// <summary>Rows of a query, written as CSV.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Watermark">The greatest value of the watermark's column; null: there are no rows, or there is no such column.</param>
public sealed record SqlRows(long Rows, string? Watermark);

/// <summary>Reads the rows of a query and writes them as CSV.</summary>
/// <param name="source">The query.</param>
/// <param name="connection">The connection string.</param>
/// <param name="watermark">Only rows above this value; null: all.</param>
/// <param name="output">Where to write.</param>
/// <param name="maxBytes">Most bytes to write.</param>
/// <param name="cancellation">Stops reading.</param>
/// <exception cref="ProblemException">The database cannot be read, or there is more than may be read.</exception>
public delegate Task<SqlRows> SqlReader(
    Definitions.SqlSource source,
    string connection,
    string? watermark,
    Stream output,
    long maxBytes,
    CancellationToken cancellation
);
