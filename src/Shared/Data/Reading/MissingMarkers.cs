using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// What stands for "no value", whatever the case: in every column an empty cell, <c>NA</c>, <c>N/A</c>, <c>#N/A</c>,
/// <c>NULL</c>, <c>&lt;NA&gt;</c>, <c>\N</c> and <c>?</c>; among numbers and times <c>-</c>, <c>--</c> and <c>None</c>
/// too, which among texts can be categories; among texts <c>NaN</c>, which among numbers is a failed computation, and
/// worth a look.
/// </summary>
internal static class MissingMarkers
{
    /// <summary>Whether a cell is missing in a column of any type.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell) =>
        cell.Length switch
        {
            0 => true,
            1 => cell[0] == '?',
            2 => Ascii.EqualsIgnoreCase(cell, "na"u8) || cell is [(byte)'\\', (byte)'N'],
            3 => Ascii.EqualsIgnoreCase(cell, "n/a"u8),
            4 => Ascii.EqualsIgnoreCase(cell, "null"u8) || Ascii.EqualsIgnoreCase(cell, "#n/a"u8) || Ascii.EqualsIgnoreCase(cell, "<na>"u8),
            _ => false,
        };

    /// <summary>Whether a cell is missing in a column of numbers or times.</summary>
    public static bool IsMissingQuantity(ReadOnlySpan<byte> cell) =>
        IsMissing(cell)
        || cell switch
        {
            [(byte)'-'] or [(byte)'-', (byte)'-'] => true,
            { Length: 4 } => Ascii.EqualsIgnoreCase(cell, "none"u8),
            _ => false,
        };

    /// <summary>Whether a cell is missing in a column of texts.</summary>
    public static bool IsMissingText(ReadOnlySpan<byte> cell) =>
        IsMissing(cell) || (cell.Length == 3 && Ascii.EqualsIgnoreCase(cell, "nan"u8));
}
