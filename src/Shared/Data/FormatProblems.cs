using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Problems of cells that are written otherwise than their column.</summary>
internal static class FormatProblems
{
    /// <summary>The forms in which dates and times are read without a declared format.</summary>
    public const string ReadableTimes =
        "2026-12-31, 2026-12, 2026-W53, Q4 2026, 20261231, 202612, 31.12.2026, 31.12.26, 31-Dec-2026, 15-Jan-19, Dec 31 "
        + "2026, Dec 2026, and 31/12/2026 or 12/31/2026 where the column shows which number is the day; "
        + "then perhaps a time such as 14:30, 24:00 or 2:30 PM and Z or an offset such as +01:00";

    /// <summary>A column that contradicts the training file.</summary>
    public static ProblemException Contradicted(string column, FormatContradiction contradiction, string file, string hint) =>
        new(
            new(
                $"Column '{column}' is written otherwise than in the training data",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{Quarantine.Show(contradiction.Example)}'"
                        + $"{(contradiction.Cells == 1 ? "" : $" and {contradiction.Cells - 1:N0} more such cells")}"
                ),
                Expected(contradiction.Type, contradiction.Format),
                file,
                hint
            )
        );

    /// <summary>A value that cannot be read. It is shown only where the column is known not to be private.</summary>
    public static ProblemException Unreadable(ColumnSchema column, string fault, string? value, string where) =>
        new(
            new(
                fault is RowFaults.OtherNumber or RowFaults.OtherTime
                    ? $"Column '{column.Name}' is written otherwise than in the training data"
                    : $"Column '{column.Name}' has a value of the wrong type",
                value is null || column.IsHidden ? null : $"'{Quarantine.Show(value)}'",
                Expected(column),
                where
            )
        );

    /// <summary>What a column expects.</summary>
    public static string Expected(ColumnSchema column) => Expected(column.Type, column.Format);

    private static string Expected(ColumnType type, ColumnFormat? format) =>
        type switch
        {
            ColumnType.Number => format is null ? "a finite number" : $"a finite number such as {Example(format)}",
            ColumnType.Time when format?.Pattern is { } pattern => $"a date or time written {pattern}",
            ColumnType.Time when format is { DateOnly: true, DayFirst: null } => "days without a time of day, such as 2026-12-31",
            ColumnType.Time when format is { Offset: true } => "times with their offset from UTC, such as 2026-12-31T12:00:00+01:00",
            ColumnType.Time when format is { Offset: false, DayFirst: null } =>
                "times without an offset, such as 2026-12-31T12:00:00, or in UTC, such as 2026-12-31T12:00:00Z",
            ColumnType.Time when format?.DayFirst is { } dayFirst =>
                $"dates such as {(dayFirst ? "31/12/2026, the day first" : "12/31/2026, the month first")}, or such as 2026-12-31"
                    + (format.DateOnly == true ? ", without a time of day" : ""),
            ColumnType.Time => $"a date or time such as {ReadableTimes}",
            _ => "a text",
        };

    private static string Example(ColumnFormat format)
    {
        var point = format.Decimal ?? (format.Thousands == '.' ? ',' : '.');
        var number = $"1{format.Thousands}234{(format.Decimal is null ? "" : $"{point}5")}";
        return format.Unit == "%" ? $"{number}%"
            : format.Unit is null ? number
            : format.Unit.Length > 1 ? $"{format.Unit} {number}"
            : $"{format.Unit}{number}";
    }
}
