namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// What stands for "no value": an empty cell, <c>NA</c>, <c>N/A</c>, <c>NULL</c>, <c>None</c>, <c>?</c> and <c>-</c>, whatever the case.
/// <c>NaN</c> is not among them: in a column of numbers it is a failed computation, and worth a look.
/// </summary>
internal static class MissingMarkers
{
    public static bool IsMissing(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        0 => true,
        1 => cell[0] is (byte)'?' or (byte)'-',
        2 => (cell[0] | 0x20) == 'n' && (cell[1] | 0x20) == 'a',
        3 => (cell[0] | 0x20) == 'n' && cell[1] == '/' && (cell[2] | 0x20) == 'a',
        4 => System.Text.Ascii.EqualsIgnoreCase(cell, "null"u8) || System.Text.Ascii.EqualsIgnoreCase(cell, "none"u8),
        _ => false,
    };
}
