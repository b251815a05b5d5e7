using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Sets aside rows that lack the label or a part of their key, or have no usable weight.</summary>
internal static class RowValidator
{
    /// <param name="table">The rows.</param>
    /// <param name="plan">What is known of the columns.</param>
    /// <param name="key">Columns without whose value a row can neither replace another nor be replaced.</param>
    /// <exception cref="ProblemException">A weight is not a number.</exception>
    public static void Apply(TypedTable table, DeclaredColumns plan, IReadOnlyList<string> key)
    {
        if (plan.Label is { } label)
        {
            var column = table.Find(label);
            Reject(table, column, row => column.IsMissing(row) ? RowFaults.NoLabel : null);
        }

        foreach (var part in key)
        {
            var column = table.Find(part);
            Reject(table, column, row => column.IsMissing(row) ? RowFaults.NoRequired : null);
        }

        foreach (var column in table.Columns.Where(column => plan.DeclaredRole(column.Name) == ColumnRole.Weight))
        {
            var weights = column as NumberColumn ?? throw Misfit(column, "a weight", "numbers of zero or more", plan.File);
            Reject(table, column, row => weights.Values[row] >= 0 ? null : RowFaults.BadWeight);
        }
    }

    /// <summary>The refusal of a rule that does not fit its column.</summary>
    public static ProblemException Misfit(DataColumn column, string rule, string expected, string file) =>
        new(
            new(
                $"Column '{column.Name}' is declared with {rule} and does not hold {expected}",
                $"a column of type {column.Type.JsonName()}",
                expected,
                file,
                "change the rule, or declare the column's type"
            )
        );

    private static void Reject(TypedTable table, DataColumn column, Func<int, string?> fault)
    {
        for (var row = 0; row < table.RowCount; row++)
        {
            if (fault(row) is { } reason)
            {
                table.Reject(
                    row,
                    column.Name,
                    reason,
                    (CellWriter.Write(column, row) ?? table.TextOf(column.Name, row)) is { } text ? Quarantine.Show(text) : null
                );
            }
        }
    }
}
