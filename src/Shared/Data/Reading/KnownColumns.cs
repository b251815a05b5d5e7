using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>What is known of a file's columns before it is read.</summary>
/// <param name="Names">The names. A first row that contains one is a header.</param>
/// <param name="Commas">Names of columns whose numbers have commas in the training data.</param>
/// <param name="Texts">Names of columns of texts and times. Their cells may contain any separator.</param>
internal sealed record KnownColumns(IReadOnlySet<string> Names, IReadOnlySet<string> Commas, IReadOnlySet<string> Texts)
{
    /// <summary>Lines at the beginning of a file in which its header is looked for.</summary>
    private const int FirstLines = 10;

    /// <summary>The columns of a schema.</summary>
    public static KnownColumns Of(IReadOnlyList<ColumnSchema> schema) =>
        new(
            NamesOf(schema),
            CommasOf(schema),
            NamesOf(schema.Where(column => column.Type is Definitions.ColumnType.Text or Definitions.ColumnType.Time))
        );

    /// <summary>The columns whose numbers were written with commas.</summary>
    public static IReadOnlySet<string> CommasOf(IReadOnlyList<ColumnSchema> schema) =>
        NamesOf(schema.Where(column => column.Format is { Decimal: ',' } or { Thousands: ',' }));

    /// <summary>
    /// Whether the header is the name of a single column whose cells may contain commas or other separators. Such a file
    /// has no separator.
    /// </summary>
    public bool IsAlone(ReadOnlySpan<byte> head)
    {
        string[] lines =
        [
            .. Encoding
                .UTF8.GetString(head[..Math.Min(head.Length, 1 << 16)])
                .Split('\n', FirstLines + 1)
                .Take(FirstLines)
                .Select(line => line.Trim().Trim('"'))
                .SkipWhile(line => line.Length == 0 || line[0] == '#'),
        ];
        return lines is [var name, .. var below]
            && (Commas.Contains(name) || Texts.Contains(name))
            && !below.Any(line => line.Contains(name, StringComparison.Ordinal)); // Else it may be a title.
    }

    private static HashSet<string> NamesOf(IEnumerable<ColumnSchema> columns) =>
        columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
}
