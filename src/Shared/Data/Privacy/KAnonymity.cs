using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>How well rows hide among one another by columns that others may know of people (Sweeney 2002).</summary>
/// <param name="Columns">These columns.</param>
/// <param name="K">Rows of the smallest group of equal cells: each row looks like K - 1 others at least.</param>
/// <param name="Groups">Groups of equal cells.</param>
/// <param name="Alone">Rows that no other looks like.</param>
/// <param name="Rows">All rows.</param>
public sealed record KAnonymity(IReadOnlyList<string> Columns, int K, int Groups, int Alone, int Rows)
{
    /// <summary>Counts the groups of a protected table. A missing cell is a value like any other.</summary>
    /// <param name="frame">The table, one row or more.</param>
    /// <param name="columns">The columns; none named: all that are learned from.</param>
    /// <param name="schema">What the table's columns are.</param>
    /// <exception cref="ProblemException">The table has no such column.</exception>
    public static KAnonymity Of(DataFrame frame, IReadOnlyList<string> columns, IReadOnlyList<ColumnSchema> schema)
    {
        string[] names =
            columns.Count > 0
                ? [.. columns]
                : [.. schema.Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time).Select(column => column.Name)];
        DataColumn[] cells = [.. names.Select(name => frame.Find(name) ?? throw Unknown(name, frame))];
        var (groups, key) = (new Dictionary<string, int>(StringComparer.Ordinal), new StringBuilder());
        for (var row = 0; row < frame.RowCount; row++)
        {
            key.Clear();
            foreach (var column in cells)
            {
                var text = CellWriter.Write(column, row);
                key.Append(text?.Length ?? -1).Append(' ').Append(text);
            }

            var group = key.ToString();
            groups[group] = groups.GetValueOrDefault(group) + 1;
        }

        return new(names, groups.Values.Min(), groups.Count, groups.Values.Count(rows => rows == 1), frame.RowCount);
    }

    private static ProblemException Unknown(string name, DataFrame frame) =>
        new(
            new(
                $"The data set has no column '{PlainText.Name(name)}'",
                "no such column",
                $"one of {string.Join(", ", frame.Columns.Select(column => column.Name).Take(30))}",
                "--k-anonymity",
                DidYouMean.Nearest(name, frame.Columns.Select(column => column.Name)) is { } near
                    ? $"did you mean '{near}'?"
                    : "a column that was dropped tells nobody apart"
            )
        );
}
