using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// What stands for "no value", whatever the case. In every column: an empty cell, <c>NA</c>, <c>N/A</c>, <c>#N/A</c>,
/// <c>NULL</c>, <c>&lt;NA&gt;</c>, <c>\N</c>, <c>NaN</c> and <c>?</c>. Among numbers and times, words and dashes too
/// that can be categories among texts. A definition may declare others.
/// </summary>
internal static class MissingMarkers
{
    private const int Longest = 14;

    private static readonly HashSet<string> Quantities = new(
        [
            "-",
            "--",
            "---",
            "\u2013",
            "\u2014",
            ".",
            "..",
            "...",
            "\u2026",
            "*",
            "none",
            "nil",
            "unknown",
            "missing",
            "n.a.",
            "n.a",
            "n/d",
            "n.d.",
            "k.a.",
            "k. a.",
            "not available",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether a cell is missing in a column of any type.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell) =>
        cell.Length switch
        {
            0 => true,
            1 => cell[0] == '?',
            2 => Ascii.EqualsIgnoreCase(cell, "na"u8) || cell is [(byte)'\\', (byte)'N'],
            3 => Ascii.EqualsIgnoreCase(cell, "n/a"u8) || Ascii.EqualsIgnoreCase(cell, "nan"u8),
            4 => Ascii.EqualsIgnoreCase(cell, "null"u8) || Ascii.EqualsIgnoreCase(cell, "#n/a"u8) || Ascii.EqualsIgnoreCase(cell, "<na>"u8),
            _ => false,
        };

    /// <summary>Whether a cell is missing in a column of numbers or times.</summary>
    public static bool IsMissingQuantity(ReadOnlySpan<byte> cell) => IsMissing(cell) || IsWord(cell);

    /// <summary>Whether a text is a missing value in a column of this type.</summary>
    /// <param name="type">What the column holds.</param>
    /// <param name="marks">Those of the training file or the definition; null: the usual ones alone.</param>
    public static bool IsMissing(string text, ColumnType type, MissingMarks? marks)
    {
        if (marks?.Has(text) == true)
        {
            return true;
        }

        if (text.Length > Longest)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Longest * 3];
        ReadOnlySpan<byte> cell = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        return type != ColumnType.Text ? IsMissingQuantity(cell)
            : marks is { Declared: true } ? cell.Length == 0
            : IsMissing(cell);
    }

    /// <summary>Whether some of a column's marks are not among the usual ones, so that its cells have to be read as texts.</summary>
    public static bool AreUnusual(MissingMarks? marks) =>
        marks?.Texts.Any(text => !IsMissingQuantity(Encoding.UTF8.GetBytes(text))) == true;

    /// <summary>Whether a cell is a word that can be a class in a label, such as unknown beside 1 and 2.</summary>
    public static bool MayBeClass(ReadOnlySpan<byte> cell) =>
        Ascii.EqualsIgnoreCase(cell, "unknown"u8) || Ascii.EqualsIgnoreCase(cell, "missing"u8);

    /// <summary>Whether a cell is a word or dash that is missing among numbers and times alone.</summary>
    private static bool IsWord(ReadOnlySpan<byte> cell) =>
        cell.Length is > 0 and <= Longest && !char.IsAsciiDigit((char)cell[^1]) && Quantities.Contains(Encoding.UTF8.GetString(cell));
}
