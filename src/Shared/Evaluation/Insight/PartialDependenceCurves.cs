using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>How a model's answers depend on one column.</summary>
internal static class PartialDependenceCurves
{
    /// <summary>Most classes: with more, a table would be wider than a page.</summary>
    private const int MostClasses = 20;

    /// <summary>A curve for each column that varies and exists; none if there are too many classes.</summary>
    public static IReadOnlyList<PartialDependence> Of(TrainedModel model, DataFrame rows, IReadOnlyList<string> columns, int threads) =>
        model.Classes.Count > MostClasses
            ? []
            :
            [
                .. columns
                    .Select(rows.Find)
                    .OfType<DataColumn>()
                    .Select(column => new PartialDependence(
                        column.Name,
                        [.. Values(column).Select(row => Ask(model, rows, column, row, threads))]
                    ))
                    .Where(dependence => dependence.Points.Count > 1),
            ];

    private static DependencePoint Ask(TrainedModel model, DataFrame rows, DataColumn column, int row, int threads)
    {
        var same = new int[rows.RowCount];
        Array.Fill(same, row);
        var set = new DataFrame([.. rows.Columns.Select(other => other == column ? column.Take(same) : other)], rows.RowCount);
        return new(CellWriter.Show(column, row)!, Means(model.Predict(set, threads)));
    }

    private static double[] Means(Predictions predictions)
    {
        if (predictions.Probabilities is not { } probabilities)
        {
            return [predictions.Values.Average()];
        }

        var classes = predictions.Classes.Count;
        var means = new double[classes];
        for (var i = 0; i < probabilities.Length; i++)
        {
            means[i % classes] += probabilities[i] / predictions.RowCount;
        }

        return classes == 2 ? [means[1]] : means;
    }

    /// <summary>
    /// Rows that hold the values for a curve: the commonest texts; all numbers and times or, if there are many, the
    /// middles of equal parts.
    /// </summary>
    private static IEnumerable<int> Values(DataColumn column)
    {
        var rows = Enumerable.Range(0, column.Length).Where(row => !column.IsMissing(row)).ToList();
        if (column is TextColumn text)
        {
            return rows.GroupBy(row => text[row]!, StringComparer.Ordinal)
                .OrderByDescending(level => level.Count())
                .ThenBy(level => level.Key, StringComparer.Ordinal)
                .Take(InsightBudget.Points)
                .Select(level => level.First());
        }

        var ascending = rows.OrderBy(row => column is NumberColumn number ? number.Values[row] : ((TimeColumn)column).Ticks[row]).ToList();
        var distinct = ascending.DistinctBy(row => CellWriter.Write(column, row)).ToList();
        return distinct.Count <= InsightBudget.Points
            ? distinct
            : Enumerable
                .Range(0, InsightBudget.Points)
                .Select(part => ascending[((2 * part) + 1) * ascending.Count / (2 * InsightBudget.Points)])
                .DistinctBy(row => CellWriter.Write(column, row));
    }
}
