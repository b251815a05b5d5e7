using MLOpsFunctions.Training;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Why a row was answered as it was: what each column added to the margin of the answer (<see cref="IExplainable"/>), the features that come from one column taken together.
/// Base and contributions add up to the margin: the number itself or, for classes, the score of the chosen class before it becomes a probability
/// (of the second class where there are two).
/// </summary>
/// <param name="Base">What the model expects knowing nothing of the row.</param>
/// <param name="Columns">Columns that added something, the strongest first.</param>
public sealed record Reasons(double Base, IReadOnlyList<ColumnReason> Columns)
{
    /// <summary>The reasons of every row of an answer; null where the model cannot give any.</summary>
    public static IReadOnlyList<Reasons>? Of(Answer answer)
    {
        var model = answer.Served.Model;
        if (model.Model is not IExplainable explainable)
        {
            return null;
        }

        var features = model.Plan.Encode(answer.Inputs);
        var row = new float[explainable.FeatureCount];
        var contributions = new double[explainable.MarginCount * (row.Length + 1)];
        var reasons = new Reasons[answer.Inputs.RowCount];
        for (var i = 0; i < reasons.Length; i++)
        {
            features.CopyRow(i, row);
            explainable.Explain(row, contributions);
            var margin = explainable.MarginCount == 1 ? 0 : (int)answer.Predictions.Values[i];
            reasons[i] = Of(model, contributions.AsSpan(margin * (row.Length + 1), row.Length + 1));
        }

        return reasons;
    }

    private static Reasons Of(TrainedModel model, ReadOnlySpan<double> contributions)
    {
        var columns = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var f = 0; f < contributions.Length - 1; f++)
        {
            var source = model.Plan.Features[f].Source;
            columns[source] = columns.GetValueOrDefault(source) + contributions[f];
        }

        return new(contributions[^1], [.. columns.Where(column => column.Value != 0)
            .OrderByDescending(column => Math.Abs(column.Value)).ThenBy(column => column.Key, StringComparer.Ordinal)
            .Select(column => new ColumnReason(column.Key, column.Value))]);
    }
}

/// <summary>What a column added to an answer.</summary>
/// <param name="Column">The column.</param>
/// <param name="Contribution">What it added to the margin; negative: took away.</param>
public sealed record ColumnReason(string Column, double Contribution);
