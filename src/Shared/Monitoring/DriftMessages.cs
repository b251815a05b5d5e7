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
        return Moved(drifted, compared.Length, report.DriftedImportance)
            + Invariant(
                $"The data {(report.Drifted ? "have" : "have not")} drifted; the bound is {definition.Share * 100:0.##}% of the features."
            )
            + Replaced([.. report.Columns.Where(column => column.Replaced)])
            + (
                report.Predictions is { Drifted: true } answers
                    ? $" The predictions drifted{Size(answers)}: that alone counts as drift."
                    : ""
            )
            + (
                report.Label is { Drifted: true } label
                    ? $" The label drifted{Size(label)}: "
                        + (report.IsLabelDrifted ? "that alone counts as drift." : "too few rows have one for that to count as drift.")
                    : ""
            )
            + (report.Multivariate is { Drifted: true } together ? Together(together, drifted.Length) : "")
            + Missing([.. report.Columns.Where(column => column.Missing)])
            + NotRun([.. compared.Where(column => column.Tests?.Any(test => test.NotRun == NotRunReason.NotInProfile) == true)]);
    }

    private static string Moved(ColumnDrift[] drifted, int compared, double? importance)
    {
        var named = drifted.Length == 0 ? "" : $" ({Names(drifted, column => $"'{column.Column}'{Size(column)}")})";
        return Invariant($"{drifted.Length} of {compared} features drifted{named}: a change above the threshold of a test that ")
            + "chance does not explain. "
            + (
                drifted.Length > 0 && importance is { } carried
                    ? Invariant($"{(drifted.Length == 1 ? "It carries" : "They carry")} {carried * 100:0.#}% of the model's importance. ")
                    : ""
            );
    }

    private static string Size(ColumnDrift column) =>
        Invariant($" {column.Value:0.###} by {column.Test}") + (column.Moves is [var move, ..] ? $", {Move(move)}" : "");

    private static string Move(ColumnMove move) =>
        move.What switch
        {
            MoveKind.Median => $"median {NumberFormat.Format(move.Before)} to {NumberFormat.Format(move.Now)}",
            MoveKind.Level => Invariant($"share of '{PlainText.Cut(PlainText.Escape(move.Level))}' {Shares(move)}"),
            MoveKind.Missing => $"missing {Shares(move)}",
            MoveKind.Unseen => $"unseen {Shares(move)}",
            _ => $"texts with unusual words {Shares(move)}",
        };

    private static string Shares(ColumnMove move) => Invariant($"{move.Before * 100:0.#}% to {move.Now * 100:0.#}%");

    private static string Together(MultivariateDrift together, int drifted) =>
        Invariant($" All features together tell current rows from training rows with an AUC of {together.Auc:0.###} ")
        + Invariant($"(95% interval {together.Low:0.###} to {together.High:0.###})")
        + (drifted == 0 ? ": no single feature shows it, and it counts as drift." : ".");

    private static string NotRun(ColumnDrift[] columns) =>
        columns.Length == 0
            ? ""
            : $" Some tests of {Names(columns, column => $"'{column.Column}'")} were not run, because the training profile "
                + "lacks what they need; a profile that is made now has it.";

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
