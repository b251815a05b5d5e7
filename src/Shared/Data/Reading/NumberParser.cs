using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Reads numbers as files write them: a decimal point, no thousands separators, an exponent; exactly rounded.</summary>
internal static class NumberParser
{
    /// <summary>What may surround a cell without meaning anything.</summary>
    public static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>The same as characters.</summary>
    public static char[] BlankCharacters { get; } = [.. Encoding.UTF8.GetString(Blanks)];

    /// <summary>
    /// Reads a number. Infinite where it exceeds a double, NaN where the cell says so. The framework would pass over
    /// NULs at the end.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && cell is not [.., 0];

    /// <summary>Reads a number with a decimal comma and nothing between its thousands.</summary>
    public static bool TryParseComma(ReadOnlySpan<byte> cell, out double value)
    {
        Span<byte> pointed = stackalloc byte[NumberLiteral.MaxLength];
        value = 0;
        if (cell.Length > pointed.Length || cell.Contains((byte)'.'))
        {
            return false;
        }

        cell.Replace(pointed, (byte)',', (byte)'.');
        return TryParse(pointed[..cell.Length], out value);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out double)"/>
    public static bool TryParse(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && cell is not [.., '\0'];
}
