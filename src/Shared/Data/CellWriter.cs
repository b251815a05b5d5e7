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

    /// <summary>
    /// The cell's text for a person: of a time the day, and the time of day unless that is midnight; null where it is
    /// missing.
    /// </summary>
    public static string? Show(DataColumn column, int row) =>
        column is TimeColumn { Ticks: var ticks }
        && !column.IsMissing(row)
        && ticks[row] is >= 0 and var at
        && at <= DateTime.MaxValue.Ticks
            ? new DateTime(at, DateTimeKind.Utc).ToString(
                at % TimeSpan.TicksPerDay == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture
            )
            : Write(column, row);

    /// <summary>A number's shortest exact text.</summary>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
