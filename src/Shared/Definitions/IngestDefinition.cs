using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace MLOpsFunctions.Definitions;

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

    /// <summary>The sheet of an Excel workbook that holds the table; null: the first one that is shown.</summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Sheet { get; init; }
}
