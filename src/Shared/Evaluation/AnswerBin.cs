using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Rows with similar answers, and what was true of them. Of classes the answer is the probability of the second of two classes, or
/// of the class that was chosen among several, and the truth is the share of rows that are of it.
/// </summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Answer">The mean answer.</param>
/// <param name="Actual">The mean of what was true.</param>
/// <param name="Low">Of numbers, what nine in ten residuals (truth less answer) exceed; of classes, the lower end of the share's 95%
/// interval (Wilson, Journal of the American Statistical Association 22, 1927).</param>
/// <param name="High">Of numbers, what one in ten residuals exceeds; of classes, the upper end.</param>
public sealed record AnswerBin(int Rows, double Answer, double Actual, double Low, double High)
{
    /// <summary>Bins: enough to see a bend, few enough for rows in each.</summary>
    private const int Bins = 10;

    /// <summary>The bins, by ascending answers; null for other tasks than classes, numbers and forecasts.</summary>
    /// <param name="predictions">The answers.</param>
    /// <param name="labels">The number, or the index of the class, for each row.</param>
    public static IReadOnlyList<AnswerBin>? Of(Predictions predictions, double[] labels)
    {
        var isClass = predictions.Task is ModelTask.Binary or ModelTask.Multiclass;
        if (!isClass && predictions.Task is not (ModelTask.Regression or ModelTask.Forecast))
        {
            return null;
        }

        var pairs = Enumerable
            .Range(0, predictions.RowCount)
            .Select(row => isClass ? OfClass(predictions, labels, row) : (Answer: predictions.Values[row], Actual: labels[row]))
            .Where(pair => double.IsFinite(pair.Answer) && double.IsFinite(pair.Actual))
            .OrderBy(pair => pair.Answer)
            .ThenBy(pair => pair.Actual)
            .ToArray();
        var bins = Math.Min(Bins, pairs.Length);
        return
        [
            .. Enumerable.Range(0, bins).Select(bin => Of(pairs[(bin * pairs.Length / bins)..((bin + 1) * pairs.Length / bins)], isClass)),
        ];
    }

    private static (double Answer, double Actual) OfClass(Predictions predictions, double[] labels, int row)
    {
        var asked = predictions.Task == ModelTask.Binary ? 1 : (int)predictions.Values[row];
        var answer = predictions.Probabilities is { } probabilities ? probabilities[(row * predictions.Classes.Count) + asked] : double.NaN;
        return (answer, labels[row] == asked ? 1 : 0);
    }

    private static AnswerBin Of((double Answer, double Actual)[] pairs, bool isClass)
    {
        var (answer, actual) = (pairs.Average(pair => pair.Answer), pairs.Average(pair => pair.Actual));
        if (isClass)
        {
            const double Z = 1.96;
            var squared = Z * Z / pairs.Length;
            var middle = (actual + (squared / 2)) / (1 + squared);
            var half = Z / (1 + squared) * Math.Sqrt(((actual * (1 - actual)) + (squared / 4)) / pairs.Length);
            return new(pairs.Length, answer, actual, Math.Max(middle - half, 0), Math.Min(middle + half, 1));
        }

        var residuals = pairs.Select(pair => pair.Actual - pair.Answer).Order().ToArray();
        return new(
            pairs.Length,
            answer,
            actual,
            residuals[residuals.Length / 10],
            residuals[residuals.Length - 1 - (residuals.Length / 10)]
        );
    }
}
