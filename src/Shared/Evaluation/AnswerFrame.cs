using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Answers as a column, to profile them and to compare them later: the probability of the second of two classes, the
/// class of more, the number, the cluster.
/// </summary>
internal static class AnswerFrame
{
    /// <summary>The name of the column.</summary>
    public const string Column = "prediction";

    /// <summary>The column; null for forecasts, whose values follow the level of their series.</summary>
    public static DataFrame? Of(Predictions answers) =>
        answers.Task switch
        {
            ModelTask.Forecast => null,
            ModelTask.Binary when answers.Probabilities is { } all => Numbers([.. all.Where((_, i) => i % 2 == 1)]),
            ModelTask.Multiclass when answers.Classes.Count > 0 => Texts(answers, [.. answers.Classes]),
            ModelTask.Clustering => Texts(
                answers,
                [
                    .. Enumerable
                        .Range(0, answers.RowCount == 0 ? 0 : (int)answers.Values.Max() + 1)
                        .Select(cluster => cluster.ToString(CultureInfo.InvariantCulture)),
                ]
            ),
            _ => Numbers(answers.Values),
        };

    private static DataFrame Numbers(double[] values) => new([new NumberColumn(Column, values)], values.Length);

    private static DataFrame Texts(Predictions answers, string[] levels) =>
        new([new TextColumn(Column, Array.ConvertAll(answers.Values, value => (int)value), levels)], answers.RowCount);
}
