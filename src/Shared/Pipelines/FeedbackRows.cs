using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Puts labelled predictions behind the rows of a data set, in its columns. Inputs are taken as they were scored, so
/// private cells stay as they are kept. A time column that is no input gets the time of the prediction; any other
/// column that is no input stays empty.
/// </summary>
internal static class FeedbackRows
{
    /// <summary>Whether the predictions have every input of the data set, of the same type.</summary>
    public static bool Fit(LabelledPredictions batch, IReadOnlyList<ColumnSchema> schema) =>
        schema.Where(column => column.Role == ColumnRole.Feature).All(column => batch.Inputs.Find(column.Name)?.Type == column.Type);

    /// <summary>The rows of the data set, then those of the predictions, in order.</summary>
    /// <param name="frame">The data set's rows.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="label">The column of the actual values.</param>
    /// <param name="batches">The predictions; each batch fits (<see cref="Fit"/>).</param>
    public static DataFrame Append(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        string label,
        IReadOnlyList<LabelledPredictions> batches
    )
    {
        var roles = schema.ToDictionary(column => column.Name, column => column.Role, StringComparer.Ordinal);
        var rows = batches.Sum(batch => batch.Feedback.Count);
        return new(
            [.. frame.Columns.Select(column => Append(column, roles.GetValueOrDefault(column.Name), column.Name == label, batches))],
            frame.RowCount + rows
        );
    }

    private static DataColumn Append(DataColumn column, ColumnRole role, bool isLabel, IReadOnlyList<LabelledPredictions> batches) =>
        column switch
        {
            NumberColumn number => new NumberColumn(
                column.Name,
                [
                    .. number.Values,
                    .. batches.SelectMany(batch =>
                        isLabel ? batch.Feedback.Select(one => double.Parse(one.Actual, NumberStyles.Float, CultureInfo.InvariantCulture))
                        : batch.Inputs.Find(column.Name) is NumberColumn inputs ? inputs.Values
                        : Enumerable.Repeat(double.NaN, batch.Feedback.Count)
                    ),
                ]
            ),
            TimeColumn time => new TimeColumn(
                column.Name,
                [
                    .. time.Ticks,
                    .. batches.SelectMany(batch =>
                        batch.Inputs.Find(column.Name) is TimeColumn inputs ? inputs.Ticks
                        : role == ColumnRole.Time ? batch.Times.Select(at => at.UtcTicks)
                        : Enumerable.Repeat(TimeColumn.Missing, batch.Feedback.Count)
                    ),
                ]
            ),
            _ => Append(
                (TextColumn)column,
                batches.SelectMany(batch =>
                    isLabel ? batch.Feedback.Select(one => one.Actual)
                    : batch.Inputs.Find(column.Name) is TextColumn inputs
                        ? Enumerable.Range(0, batch.Feedback.Count).Select(row => inputs[row])
                    : Enumerable.Repeat((string?)null, batch.Feedback.Count)
                )
            ),
        };

    private static TextColumn Append(TextColumn column, IEnumerable<string?> texts)
    {
        var levels = column.Levels.Select((level, code) => (level, code)).ToDictionary(one => one.level, one => one.code);
        var codes = new List<int>(column.Codes);
        foreach (var text in texts)
        {
            if (text is null)
            {
                codes.Add(-1);
                continue;
            }

            if (!levels.TryGetValue(text, out var code))
            {
                levels.Add(text, code = levels.Count);
            }

            codes.Add(code);
        }

        return new(column.Name, [.. codes], [.. levels.OrderBy(level => level.Value).Select(level => level.Key)]);
    }
}
