namespace MLOpsFunctions.Data.Reading;

/// <summary>Tells codes that look like numbers, such as postal codes, from numbers: nobody writes a quantity as 02139.</summary>
internal static class Codes
{
    /// <summary>Share of codes with a leading zero from which it is no slip: of postal codes, a tenth or so begin with one.</summary>
    private const double MinShare = 0.01;

    /// <summary>Shorter ones are hours, days and months, which have an order.</summary>
    private const int MinLength = 3;

    /// <summary>The digits of each code, where all have as many; null where they have not, or are no codes.</summary>
    public static int? DigitsOf(string[] levels) =>
        levels.Length > 0 && levels[0].Length is >= MinLength and <= WrittenNumber.MaxLength && Array.TrueForAll(levels, level => level.Length == levels[0].Length)
            && Are(levels.Select(System.Text.Encoding.UTF8.GetBytes)) ? levels[0].Length : null;

    /// <summary>Whether all cells are digits alone, and some of them begin with a zero that says nothing of their size. Missing ones count for neither.</summary>
    public static bool Are(IEnumerable<byte[]> cells)
    {
        var (all, padded) = (0, 0);
        foreach (var cell in cells)
        {
            if (!MissingMarkers.IsMissingQuantity(cell))
            {
                if (cell.AsSpan().ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                {
                    return false;
                }

                all++;
                padded += cell.Length >= MinLength && cell[0] == '0' ? 1 : 0;
            }
        }

        return padded > 0 && padded >= MinShare * all;
    }
}
