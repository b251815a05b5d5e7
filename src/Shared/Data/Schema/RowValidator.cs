using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Sets aside rows that lack the label, have no usable weight, or break an expectation.</summary>
internal static class RowValidator
{
    /// <exception cref="ProblemException">A rule does not fit its column.</exception>
    public static void Apply(TypedTable table, DeclaredColumns plan, IReadOnlyList<Expectation> expectations)
    {
        if (plan.Label is { } label)
        {
            var column = table.Find(label);
            Reject(table, column, row => column.IsMissing(row) ? RowFaults.NoLabel : null);
        }

        foreach (var column in table.Columns.Where(column => plan.DeclaredRole(column.Name) == ColumnRole.Weight))
        {
            var weights = column as NumberColumn ?? throw Misfit(column, "a weight", "numbers of zero or more", plan.File);
            Reject(table, column, row => weights.Values[row] >= 0 ? null : RowFaults.BadWeight);
        }

        foreach (var expectation in expectations)
        {
            Expect(table, table.Find(expectation.Column), expectation, plan.File);
        }
    }

    private static void Expect(TypedTable table, DataColumn column, Expectation rule, string file)
    {
        if (column is not NumberColumn && (rule.Min is not null || rule.Max is not null))
        {
            throw Misfit(column, "bounds in 'min' or 'max'", "numbers", file);
        }

        if (column is TimeColumn && rule.In is not null)
        {
            throw Misfit(column, "a list of texts in 'in'", "texts or numbers", file);
        }

        var allowed = rule.In?.ToHashSet(StringComparer.Ordinal);
        Reject(
            table,
            column,
            row =>
                column.IsMissing(row)
                    ? rule.Required
                        ? RowFaults.NoRequired
                        : null
                    : column switch
                    {
                        NumberColumn number when number.Values[row] < rule.Min => string.Create(
                            CultureInfo.InvariantCulture,
                            $"less than {rule.Min}"
                        ),
                        NumberColumn number when number.Values[row] > rule.Max => string.Create(
                            CultureInfo.InvariantCulture,
                            $"more than {rule.Max}"
                        ),
                        not TimeColumn when allowed?.Contains(CellWriter.Write(column, row)!) == false => "not among the allowed values",
                        _ => null,
                    }
        );
    }

    private static ProblemException Misfit(DataColumn column, string rule, string expected, string file) =>
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
