using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>Writes single cells as text: numbers shortest and exact, times in ISO 8601.</summary>
public static class CellWriter
{
    /// <summary>The cell's text; null where it is missing.</summary>
    public static string? Write(DataColumn column, int row) =>
        column.IsMissing(row)
            ? null
            : column switch
            {
                NumberColumn number => Write(number.Values[row]),
                TextColumn text => text[row],
                TimeColumn time when time.Ticks[row] <= DateTime.MaxValue.Ticks => new DateTime(time.Ticks[row], DateTimeKind.Utc).ToString(
                    "O",
                    CultureInfo.InvariantCulture
                ),
                _ => "(unreadable)",
            };

    /// <summary>A number's shortest exact text.</summary>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
