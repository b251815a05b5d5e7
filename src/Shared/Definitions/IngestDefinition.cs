using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace MLOpsFunctions.Definitions;

/// <summary>What becomes of the rows of earlier files when another one is dropped.</summary>
public enum IngestMode
{
    /// <summary>Each file is the whole data set.</summary>
    Replace,

    /// <summary>A file's rows come behind those of earlier files; exact copies of earlier rows are left out.</summary>
    Append,

    /// <summary>The same, and a file's rows replace earlier ones with their key.</summary>
    Upsert,
}

/// <summary>How files are read.</summary>
public sealed record IngestDefinition
{
    /// <summary>
    /// The encoding of files that are not Unicode, training files and files to predict alike; null: such a file is
    /// refused. A file that is UTF-8 or UTF-16 is read as that, whatever is declared here.
    /// </summary>
    [AllowedValues(
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1257",
        "iso-8859-1",
        "iso-8859-2",
        "iso-8859-5",
        "iso-8859-7",
        "iso-8859-9",
        "iso-8859-15",
        "ibm437",
        "ibm850",
        "ibm852",
        "koi8-r",
        "macintosh",
        "shift_jis",
        "euc-jp",
        "gb18030",
        "big5",
        "euc-kr"
    )]
    public string? Encoding { get; init; }

    /// <summary>The names that may be declared.</summary>
    internal static IReadOnlyList<string> Encodings { get; } =
    [.. typeof(IngestDefinition).GetProperty(nameof(Encoding))!.GetCustomAttribute<AllowedValuesAttribute>()!.Values.OfType<string>()];

    /// <summary>What becomes of the rows of earlier files. Files count in the order in which they arrive.</summary>
    public IngestMode Mode { get; init; }

    /// <summary>The columns that together name a row, for the mode upsert.</summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.ColumnName)]
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The sheet of an Excel workbook that holds the table; null: the first one that is shown.</summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Sheet { get; init; }
}
