using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Data.Privacy;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Protects private columns before anything is stored: hashed (HMAC-SHA-256, RFC 2104), masked, made coarse, without their
/// personal parts, or left out.
/// </summary>
internal static class PiiProtection
{
    private const string Masked = "***";

    /// <summary>Width of a band of numbers: ages by tens.</summary>
    private const double Band = 10;

    /// <summary>Characters of a postal code that name a region.</summary>
    private const int Prefix = 3;

    /// <exception cref="ProblemException">A column is to be hashed and there is no key.</exception>
    public static (DataFrame Frame, IReadOnlyList<ColumnSchema> Schema) Protect(
        DataFrame frame,
        ModelDefinition definition,
        IReadOnlyDictionary<string, ColumnFormat> formats,
        byte[] key
    )
    {
        var kept = frame
            .Columns.Where(column => definition.Columns[column.Name].Protection() != PiiHandling.Drop)
            .Select(column =>
                definition.Columns[column.Name] is var declared && declared.Protection() is not null
                    ? Protect(column, declared, key)
                    : column
            )
            .ToArray();
        return (
            new(kept, frame.RowCount),
            [.. kept.Select(column => Describe(column, definition.Columns[column.Name], formats.GetValueOrDefault(column.Name)))]
        );
    }

    private static ColumnSchema Describe(DataColumn column, ColumnDefinition definition, ColumnFormat? format) =>
        new(
            column.Name,
            column.Type,
            definition.Role!.Value,
            definition.Text,
            definition.Protection() switch
            {
                null or PiiHandling.Generalise or PiiHandling.Redact => format,
                // Words that any column may have reveal nothing about a cell. The number of digits would.
                PiiHandling.Hash => new() { Boolean = format?.Boolean, Missing = format?.Missing },
                _ => null,
            },
            definition.Protection()
        );

    /// <summary>The column with every cell protected, as its definition says.</summary>
    /// <exception cref="ProblemException">It is to be hashed and there is no key.</exception>
    public static DataColumn Protect(DataColumn cells, ColumnDefinition definition, byte[] key) =>
        (definition.Pii, cells) switch
        {
            (PiiHandling.Generalise, NumberColumn numbers) => Coarse(numbers, definition.Band ?? Band),
            (PiiHandling.Generalise, TimeColumn times) => new TimeColumn(
                times.Name,
                Array.ConvertAll(times.Ticks, ticks => ticks == TimeColumn.Missing ? ticks : StartOfYear(ticks))
            ),
            (PiiHandling.Generalise, TextColumn texts) => texts.Map(text => FirstOf(text, definition.Prefix ?? Prefix)),
            (PiiHandling.Redact, TextColumn texts) => Redact(texts, definition.Text == TextKind.Prose),
            (PiiHandling.Redact, _) => cells,
            _ => Hide(cells, definition.Pii!.Value, key),
        };

    /// <summary>The column without its personal parts.</summary>
    public static TextColumn Redact(TextColumn texts, bool isProse) =>
        Array.TrueForAll(texts.Levels, text => PersonalText.FindWithin(text, isProse).Count == 0)
            ? texts
            : texts.Map(text => PersonalText.Redact(text, isProse));

    private static NumberColumn Coarse(NumberColumn numbers, double band) =>
        new(numbers.Name, Array.ConvertAll(numbers.Values, value => Math.Floor(value / band) * band));

    private static long StartOfYear(long ticks) => new DateTime(new DateTime(ticks).Year, 1, 1).Ticks;

    /// <summary>The first characters of a text; half a surrogate pair is none.</summary>
    private static string FirstOf(string text, int count) =>
        text.Length <= count ? text : text[..(char.IsHighSurrogate(text[count - 1]) ? count - 1 : count)];

    private static TextColumn Hide(DataColumn cells, PiiHandling handling, byte[] key)
    {
        if (handling == PiiHandling.Hash && key.Length == 0)
        {
            throw new ProblemException(
                new(
                    "No privacy key is set",
                    $"column '{cells.Name}' is declared with pii hash",
                    "a key for the hashes",
                    Try: "set the privacy key, or declare the column 'mask' or 'drop'"
                )
            );
        }

        var column = cells as TextColumn ?? Written(cells);
        return column.Map(text => handling == PiiHandling.Hash ? Hash(key, text) : Masked);
    }

    /// <summary>Whether a column has been masked: nothing is to be learned from it.</summary>
    public static bool IsMasked(DataColumn column) => column is TextColumn { Levels: [Masked] };

    /// <summary>
    /// Sixteen hexadecimal digits: equal cells stay equal. Without the key, values cannot be guessed and checked.
    /// </summary>
    public static string Hash(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))[..16];

    private static TextColumn Written(DataColumn column)
    {
        var texts = new ColumnBuilder(new(column.Name, ColumnType.Text, ColumnRole.Feature));
        for (var row = 0; row < column.Length; row++)
        {
            texts.Add(CellWriter.Write(column, row));
        }

        return (TextColumn)texts.Build();
    }
}
