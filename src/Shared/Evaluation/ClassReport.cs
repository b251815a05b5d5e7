using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>How well one class was predicted.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Rows">Rows of the class among those scored.</param>
/// <param name="Predicted">Rows that were predicted to be of the class.</param>
/// <param name="Right">Rows of the class that were predicted to be of it.</param>
public sealed record ClassReport(string Class, int Rows, int Predicted, int Right)
{
    /// <summary>Rows of the class that the model learned from; null in reports of before this was kept.</summary>
    public int? Learned { get; init; }

    /// <summary>Precision: the share of the rows predicted to be of the class that are; null if none was predicted.</summary>
    public double? Precision => Predicted == 0 ? null : Right / (double)Predicted;

    /// <summary>Recall: the share of the class's rows that were found; null if there are none.</summary>
    public double? Recall => Rows == 0 ? null : Right / (double)Rows;

    /// <summary>One report for each class, in the order of the classes; null if the answers are not classes.</summary>
    /// <param name="predictions">The model's predictions.</param>
    /// <param name="labels">The index of the class, for each row.</param>
    internal static IReadOnlyList<ClassReport>? Of(Predictions predictions, double[] labels)
    {
        if (predictions.Classes.Count == 0)
        {
            return null;
        }

        var (rows, predicted, right) = (
            new int[predictions.Classes.Count],
            new int[predictions.Classes.Count],
            new int[predictions.Classes.Count]
        );
        for (var row = 0; row < labels.Length; row++)
        {
            var (said, was) = ((int)predictions.Values[row], (int)labels[row]);
            // A class without training rows has no index.
            _ = was >= 0 ? rows[was]++ : 0;
            predicted[said]++;
            right[said] += said == was ? 1 : 0;
        }

        return [.. predictions.Classes.Select((name, i) => new ClassReport(name, rows[i], predicted[i], right[i]))];
    }
}
