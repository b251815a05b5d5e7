using System.Text;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Refuses by name the documents of text that a table is often copied from or mistaken for. Their beginning decides.</summary>
internal static partial class DocumentDetector
{
    /// <summary>Bytes of text that are looked at: a licence or other comments may stand before what shows the kind.</summary>
    public const int Bytes = 1 << 16;

    private static readonly (Regex Begins, string Kind, string Try)[] Kinds =
    [
        (MarkdownTable(), "a table of Markdown", "write it as CSV: a comma between cells, no line of dashes below the header"),
        (Sql(), "a script of SQL", "load it into its database and export the table as CSV"),
        (Tags(), "a document with markup, such as HTML or XML", "write the rows in it as CSV"),
        (Latex(), "a document of LaTeX", "write the rows in it as CSV"),
        (Ini(), "a file of settings, with sections in brackets", "drop a table as CSV"),
        (Yaml(), "a YAML document", "write it as CSV: a row for each entry, below a header"),
        (AccessLog(), "a log of a web server", "write it as CSV, with a header"),
        (Log(), "a log of a program", "write it as CSV, with a header"),
    ];

    /// <summary>Refuses text that begins as such a document does.</summary>
    /// <param name="head">The beginning of the text, as UTF-8.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="ProblemException">It does.</exception>
    public static void Refuse(ReadOnlySpan<byte> head, string file)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart().ReplaceLineEndings("\n");
        foreach (var (begins, kind, hint) in Kinds)
        {
            if (begins.IsMatch(text))
            {
                throw new ProblemException(new("The file is not a table", kind, "CSV, plain or compressed with gzip", file, hint, 415));
            }
        }
    }

    /// <summary>A line with bars, below it dashes with bars, colons and blanks alone; perhaps below headings.</summary>
    [GeneratedRegex(
        @"^(?>(#[^\n]*|[ \t]*)\n)*[^\n|]*\|[^\n]*\n(?=[^\n]*\|)(?=[^\n]*--)[ \t]*\|?([ \t]*:?-{2,}:?[ \t]*\|)*"
            + @"([ \t]*:?-{2,}:?)?[ \t]*(\n|$)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex MarkdownTable();

    /// <summary>A statement that makes or fills a table, behind comments and settings; or the comment that a dump begins with.</summary>
    [GeneratedRegex(
        @"^(?>((--)?\n)*)(--[^\n]*\b(dump|SQL)\b|(?>((--|#|\\\w)[^\n]*|/\*[^*]*(\*(?!/)[^*]*)*\*/;?[ \t]*|GO[ \t]*"
            + @"|(SET|USE|PRAGMA|BEGIN|SELECT|ALTER|LOCK|START|DELIMITER)\b[^\n;]*;[ \t]*|[ \t]*)\n)*"
            + @"(CREATE\s+((UNLOGGED|TEMP|TEMPORARY|EXTERNAL)\s+)?(TABLE|DATABASE|SCHEMA|TYPE|SEQUENCE|EXTENSION|FUNCTION)\b"
            + @"|INSERT\s+INTO\b|DROP\s+TABLE\b|PRAGMA\s+\w+\s*=|BEGIN\s+TRANSACTION;|COPY\s[^\n]*\sFROM\s+stdin))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Sql();

    /// <summary>A comment, or two tags in a row. One alone may name a column.</summary>
    [GeneratedRegex(@"^(<!--|<[A-Za-z!][^<>,;\t]*>\s*<[A-Za-z/!])", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^(%[^\n]*\n\s*)*\\(documentclass|begin|usepackage|section|hline|toprule)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Latex();

    [GeneratedRegex(@"^([;#][^\n]*\n|\n)*\[[\w .:-]+\][ \t]*\n([;#][^\n]*\n|\n)*[\w.-]+[ \t]*=", RegexOptions.CultureInvariant)]
    private static partial Regex Ini();

    /// <summary>Behind comments, the mark of a document, or entries of a list with members below each other.</summary>
    [GeneratedRegex(
        @"^(?>(#[^\n]*|[ \t]*)\n)*(%YAML|---[ \t]*\n(?>[ \t]*(#[^\n]*)?\n)*[ \t]*(-[ \t]|[\w""'-]+:[ \t\n])"
            + @"|(?>[\w-]+:[^\n]*\n[ \t]*)*-[ \t]+[\w""'-]+:[ \t][^\n]*\n[ \t]+[\w""'-]+:[ \t\n])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^\S+ \S+ \S+ \[\d{1,2}/\w{3}/\d{4}:[^\]\n]*\] ""[A-Z]+ ", RegexOptions.CultureInvariant)]
    private static partial Regex AccessLog();

    /// <summary>A time and, between blanks, a level; or the time, the machine and the program of syslog.</summary>
    [GeneratedRegex(
        @"^(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+(\[[^\]\n]*\]\s+)?[\[<(]?"
            + @"(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[^,;\t\n]*[ :\]]"
            + @"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s,;]+: )",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Log();
}
