using System.Globalization;
using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features;

/// <summary>
/// The levels in the training data, column by column. They are kept as hashes of eight bytes, which reveal no text. It
/// tells whether a level was seen, and in which other spelling of the same number. Immutable.
/// </summary>
public sealed class KnownLevels
{
    /// <summary>Most levels of all columns together: a few tens of megabytes. Nothing is known of further columns.</summary>
    private const int MaxLevels = 1 << 22;

    /// <summary>Digits of the longest code that is tried with zeros before it; an EAN has 13.</summary>
    private const int MaxDigits = 14;

    /// <summary>Below this every whole number has its own double.</summary>
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

    /// <summary>The data for a model file.</summary>
    internal IReadOnlyList<ColumnLevels> Columns =>
        [
            .. _hashes
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => new ColumnLevels(column.Key, MemoryMarshal.AsBytes(column.Value.AsSpan()).ToArray())),
        ];

    /// <summary>Reads the data of <see cref="Columns"/>; null if they are not valid.</summary>
    internal static KnownLevels? Read(IReadOnlyList<ColumnLevels> columns) =>
        columns.All(column => column is { Column: not null, Hashes.Length: var bytes } && bytes % sizeof(ulong) == 0)
        && columns.DistinctBy(column => column.Column).Count() == columns.Count
            ? new KnownLevels(columns) is var known && known._hashes.Values.All(IsAscending)
                ? known
                : null
            : null;

    /// <summary>Whether a column had this level; null if nothing is known of the column.</summary>
    public bool? Has(string column, string level) =>
        _hashes.TryGetValue(column, out var hashes) ? Array.BinarySearch(hashes, StableHash.Of(level)) >= 0 : null;

    /// <summary>
    /// The spelling of the training data: 1 for 1.0, and 1.0 for 1, if only that was seen. Otherwise the text itself.
    /// </summary>
    /// <param name="text">A cell.</param>
    /// <param name="keep">How a cell of the column is stored: as it is, or hashed.</param>
    public string Respell(string column, string text, Func<string, string> keep) =>
        Has(column, keep(text)) != false ? text : Writings(text).FirstOrDefault(other => Has(column, keep(other)) == true) ?? text;

    /// <summary>The same code with the leading zeros that a spreadsheet drops, if that was seen; otherwise null.</summary>
    public string? Padded(string column, string text) =>
        text.Length is 0 or >= MaxDigits || !text.All(char.IsAsciiDigit)
            ? null
            : Enumerable
                .Range(text.Length + 1, MaxDigits - text.Length)
                .Select(width => text.PadLeft(width, '0'))
                .FirstOrDefault(other => Has(column, other) == true);

    /// <summary>
    /// Other spellings of a number. A text with a leading zero is a code; another spelling would be another code.
    /// </summary>
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
