using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>Where new data are pulled from by the clock. One of url, sql and blob.</summary>
public sealed record SourceDefinition
{
    /// <summary>When it is looked at: NCRONTAB with six fields, UTC.</summary>
    [StringLength(DefinitionLimits.Line, MinimumLength = 1), CronSchedule]
    public string Schedule { get; init; } = DefinitionDefaults.SourceSchedule;

    /// <summary>An address of a file, https.</summary>
    [StringLength(DefinitionLimits.Url, MinimumLength = 1)]
    public string? Url { get; init; }

    /// <summary>A query of a database.</summary>
    public SqlSource? Sql { get; init; }

    /// <summary>Files of another container of the same storage.</summary>
    public BlobSource? Blob { get; init; }
}

/// <summary>Rows of a database.</summary>
/// <param name="Kind">The database.</param>
/// <param name="ConnectionFrom">The environment variable that holds the connection string; its name begins with MLOPS_. On
/// Azure its value may refer to a secret of Key Vault.</param>
/// <param name="Query">A query that reads: with a watermark one that may stand in brackets behind FROM.</param>
/// <param name="Watermark">A column of the query that grows with time, such as when a row was changed: after the first time
/// only rows above the greatest value that was read are read. Null: all rows are read, and count if any has changed.</param>
public sealed record SqlSource(
    SqlKind Kind,
    [property: StringLength(DefinitionLimits.Line, MinimumLength = 1)] string ConnectionFrom,
    [property: StringLength(DefinitionLimits.Text, MinimumLength = 1)] string Query,
    [property: StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)] string? Watermark = null
);

/// <summary>The kinds of databases.</summary>
public enum SqlKind
{
    /// <summary>PostgreSQL.</summary>
    Postgres,

    /// <summary>Microsoft SQL Server and Azure SQL.</summary>
    SqlServer,
}

/// <summary>Files of a container.</summary>
/// <param name="Container">The container; none of the product's own.</param>
/// <param name="Prefix">The beginning of the files' names; null: all files.</param>
public sealed record BlobSource(
    [property: StringLength(63, MinimumLength = 3)] string Container,
    [property: StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)] string? Prefix = null
);
