using System.Globalization;
using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features;

/// <summary>
/// Which levels the training data had, column by column: kept as hashes, which take eight bytes each and tell nobody the texts. It
/// answers whether a level was seen, and by which other writing of the
/// same number. Immutable.
/// </summary>
public sealed class KnownLevels
{
    /// <summary>Levels kept of all columns together: a few tens of megabytes. Of a column beyond that nothing is known.</summary>
    private const int MaxLevels = 1 << 22;

    /// <summary>Digits of the longest code that is tried with zeros before it; an EAN has 13.</summary>
    private const int MaxDigits = 14;

    /// <summary>Below this every whole number is a double of its own.</summary>
    private const double Exact = 1L << 53;

    private readonly Dictionary<string, ulong[]> _hashes;

    private KnownLevels(IEnumerable<ColumnLevels> columns) =>
        _hashes = columns.ToDictionary(
            column => column.Column,
            column => MemoryMarshal.Cast<byte, ulong>(column.Hashes).ToArray(),
            StringComparer.Ordinal
        );

    /// <summary>The levels of the category columns that a model takes.</summary>
    public static KnownLevels Of(DataFrame rows, IReadOnlyList<ColumnSchema> signature)
    {
        var (columns, left) = (new List<ColumnLevels>(), MaxLevels);
        foreach (var column in signature.Where(column => column.Text != TextKind.Prose))
        {
            if (rows.Find(column.Name) is TextColumn text && text.Levels.Length <= left)
            {
                var used = text
                    .Codes.Where(code => code >= 0)
                    .Distinct()
                    .Select(code => StableHash.Of(text.Levels[code]))
                    .Distinct()
                    .Order()
                    .ToArray();
                columns.Add(new(column.Name, MemoryMarshal.AsBytes(used.AsSpan()).ToArray()));
                left -= used.Length;
            }
        }

        return new(columns);
    }

    /// <summary>What a model file keeps.</summary>
    internal IReadOnlyList<ColumnLevels> Columns =>
        [
            .. _hashes
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => new ColumnLevels(column.Key, MemoryMarshal.AsBytes(column.Value.AsSpan()).ToArray())),
        ];

    /// <summary>Reads what <see cref="Columns"/> gave; null where it is not that.</summary>
    internal static KnownLevels? Read(IReadOnlyList<ColumnLevels> columns) =>
        columns.All(column => column is { Column: not null, Hashes.Length: var bytes } && bytes % sizeof(ulong) == 0)
        && columns.DistinctBy(column => column.Column).Count() == columns.Count
            ? new KnownLevels(columns) is var known && known._hashes.Values.All(IsAscending)
                ? known
                : null
            : null;

    /// <summary>Whether a column had this level; null where nothing is known of the column.</summary>
    public bool? Has(string column, string level) =>
        _hashes.TryGetValue(column, out var hashes) ? Array.BinarySearch(hashes, StableHash.Of(level)) >= 0 : null;

    /// <summary>
    /// The text as the training data wrote it: 1 for 1.0 and 1.0 for 1, where only that was seen. Else the text itself.
    /// </summary>
    /// <param name="text">A cell.</param>
    /// <param name="keep">How a cell of the column is kept: as it is, or hashed.</param>
    public string Respell(string column, string text, Func<string, string> keep) =>
        Has(column, keep(text)) != false ? text : Writings(text).FirstOrDefault(other => Has(column, keep(other)) == true) ?? text;

    /// <summary>The same code with the zeros before it that a spreadsheet drops, where that was seen; null where it was not.</summary>
    public string? Padded(string column, string text) =>
        text.Length is 0 or >= MaxDigits || !text.All(char.IsAsciiDigit)
            ? null
            : Enumerable
                .Range(text.Length + 1, MaxDigits - text.Length)
                .Select(width => text.PadLeft(width, '0'))
                .FirstOrDefault(other => Has(column, other) == true);

    /// <summary>Other writings of a number. A text that begins with a zero is a code, of which another writing is another code.</summary>
    private static IEnumerable<string> Writings(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        if (
            digits.Length == 0
            || !char.IsAsciiDigit(digits[0])
            || (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
            || !double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var number
            )
            || Math.Abs(number) >= Exact
        )
        {
            return [];
        }

        return Math.Floor(number) == number
            ? [number.ToString("F0", CultureInfo.InvariantCulture), number.ToString("F1", CultureInfo.InvariantCulture)]
            : [number.ToString("R", CultureInfo.InvariantCulture)];
    }

    private static bool IsAscending(ulong[] hashes) => hashes.Zip(hashes.Skip(1)).All(pair => pair.First < pair.Second);
}

/// <summary>The levels of one column.</summary>
/// <param name="Hashes">The hashes of its levels, ascending, eight bytes each, little-endian.</param>
internal sealed record ColumnLevels(string Column, byte[] Hashes);
