using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>The sentences about drift checks.</summary>
internal static class DriftMessages
{
    /// <summary>Most columns in a sentence; the table beside it has them all.</summary>
    private const int MaxNamed = 3;

    /// <summary>The conclusion of a check.</summary>
    public static string Conclusion(DriftReport report, DriftDefinition definition)
    {
        var compared = report.Columns.Where(column => !column.Missing).ToArray();
        if (!report.Conclusive)
        {
            return Invariant($"{report.Rows} rows are too few to tell; {definition.MinRows} are needed.");
        }

        if (report.Columns.Count == 0)
        {
            return "The model takes no column but times and names of series, whose coming values are not those of "
                + "before; there is nothing to compare.";
        }

        var drifted = Array.FindAll(compared, column => column.Drifted);
        var named = drifted.Length == 0 ? "" : $" ({Names(drifted, column => Invariant($"'{column.Column}' {column.Value:0.###}"))})";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{drifted.Length} of {compared.Length} features drifted{named}: a PSI of {definition.Psi} or "
                    + $"more that chance does not explain. "
            )
            + Invariant(
                $"The data {(report.Drifted ? "have" : "have not")} drifted; the bound is {definition.Share * 100:0.##}% of the features."
            )
            + Replaced([.. report.Columns.Where(column => column.Replaced)])
            + Missing([.. report.Columns.Where(column => column.Missing)]);
    }

    private static string Replaced(ColumnDrift[] replaced) =>
        replaced.Length == 0
            ? ""
            : Invariant(
                $" Most rows have categories of {Names(replaced, column => $"'{column.Column}'")} that training seldom or never had; "
            ) + "that alone counts as drift.";

    private static string Missing(ColumnDrift[] missing) =>
        missing.Length == 0 ? "" : Invariant($" The current rows lack {Names(missing, column => $"'{column.Column}'")}.");

    private static string Names(ColumnDrift[] columns, Func<ColumnDrift, string> name) =>
        string.Join(", ", columns.Take(MaxNamed).Select(name))
        + (columns.Length > MaxNamed ? Invariant($" and {columns.Length - MaxNamed} more") : "");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
