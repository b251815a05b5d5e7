using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Sets aside rows whose cells do not fit their column's type, break an expectation, or lack the label.</summary>
internal static class RowChecks
{
    /// <summary>Stands in a time column for a text that is no time, until its row is set aside.</summary>
    public const long NotATime = long.MaxValue;

    public static void Apply(TypedTable table, ColumnRoles roles, IReadOnlyList<Expectation> expectations, Quarantine quarantine)
    {
        foreach (var column in table.Columns)
        {
            CheckType(table, column, quarantine);
            if (column.Name == roles.Label)
            {
                Reject(table, column, quarantine, row => column.IsMissing(row) ? "the label is missing" : null);
            }
        }

        foreach (var expectation in expectations)
        {
            var column = table.Columns.First(column => column.Name == expectation.Column);
            Reject(table, column, quarantine, row => Fault(column, row, expectation));
        }
    }

    private static void CheckType(TypedTable table, DataColumn column, Quarantine quarantine)
    {
        if (column is NumberColumn number && number.Values.AsSpan().ContainsAny(double.PositiveInfinity, double.NegativeInfinity))
        {
            Reject(table, column, quarantine, row => double.IsInfinity(number.Values[row]) ? "not a finite number" : null);
        }
        else if (column is TimeColumn time && time.Ticks.AsSpan().Contains(NotATime))
        {
            Reject(table, column, quarantine, row => time.Ticks[row] == NotATime ? "not a date or time" : null);
        }
    }

    private static string? Fault(DataColumn column, int row, Expectation expectation)
    {
        if (column.IsMissing(row))
        {
            return expectation.Required ? "a required value is missing" : null;
        }

        return column switch
        {
            NumberColumn number when number.Values[row] < expectation.Min => $"less than {expectation.Min}",
            NumberColumn number when number.Values[row] > expectation.Max => $"more than {expectation.Max}",
            TextColumn text when expectation.In is { } allowed && !allowed.Contains(text[row]) => "not among the allowed values",
            _ => null,
        };
    }

    private static void Reject(TypedTable table, DataColumn column, Quarantine quarantine, Func<int, string?> fault)
    {
        for (var row = 0; row < table.RowCount; row++)
        {
            if (fault(row) is { } reason)
            {
                table.Reject(row, column.Name, reason, Cells.Write(column, row), quarantine);
            }
        }
    }
}
