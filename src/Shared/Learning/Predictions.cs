using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Learning;

/// <summary>A model's predictions of a set of rows, in row order.</summary>
/// <param name="Classes">Class names by index; empty where the answer is a number.</param>
/// <param name="Values">The number, or the index of the chosen class, for each row.</param>
/// <param name="Probabilities">Rows x classes, row by row; null if the answer is a number. Binary has two columns as
/// well.</param>
public sealed record Predictions(ModelTask Task, IReadOnlyList<string> Classes, double[] Values, double[]? Probabilities)
{
    /// <summary>The default quantile.</summary>
    public const double Median = 0.5;

    /// <summary>The quantile that the answers estimate; <c>pinball</c> measures at it.</summary>
    public double Quantile { get; init; } = Median;

    /// <summary>
    /// How much each row counts where the answers are measured, zero or more; null: all alike. Curves of pairs and ranks
    /// (AUC, F1 of several classes) count rows alike.
    /// </summary>
    public double[]? Weights { get; init; }

    public int RowCount => Values.Length;

    /// <summary>The score from which a row is an anomaly; null for other tasks.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// The distance of each row from its cluster's centre, in standard deviations of the columns; null for other tasks.
    /// </summary>
    public double[]? Distances { get; init; }

    /// <summary>The lower ends of the intervals; null for other tasks than forecasts.</summary>
    public double[]? Lows { get; init; }

    /// <summary>The upper ends; null for other tasks than forecasts.</summary>
    public double[]? Highs { get; init; }

    /// <summary>The predictions of some of the rows, in this order.</summary>
    public Predictions Take(int[] rows) =>
        this with
        {
            Values = Pick(Values, rows)!,
            Probabilities = Probabilities is null
                ? null
                : [.. rows.SelectMany(row => Probabilities.AsSpan(row * Classes.Count, Classes.Count).ToArray())],
            Distances = Pick(Distances, rows),
            Lows = Pick(Lows, rows),
            Highs = Pick(Highs, rows),
            Weights = Pick(Weights, rows),
            Units = Units?.Take(rows),
        };

    /// <summary>Whether every number of the answers is finite.</summary>
    public bool IsFinite => Values.All(double.IsFinite) && (Probabilities ?? []).All(double.IsFinite);

    /// <summary>What an error in each row is measured in; null for other tasks than forecasts, and where nobody measures.</summary>
    public ForecastUnits? Units { get; init; }

    /// <summary>Whether a row is an anomaly; null for other tasks.</summary>
    public bool? IsAnomaly(int row) => Threshold is { } from ? Values[row] >= from : null;

    /// <summary>
    /// Makes predictions of a model's scores (<see cref="IModel.ScoreAll"/>): the most probable class, among equals the
    /// first; of two classes by the threshold, if there is one.
    /// </summary>
    /// <param name="classes">Class names by index; empty where the answer is a number.</param>
    /// <param name="scores">Rows x outputs, row by row.</param>
    /// <param name="threshold">From this probability on the second of two classes is the answer, or from this score on
    /// a row is an anomaly; null: the more probable class is, or no row is.</param>
    public static Predictions FromScores(ModelTask task, IReadOnlyList<string> classes, double[] scores, double? threshold = null)
    {
        if (task == ModelTask.Clustering)
        {
            return new(task, classes, EverySecond(scores, 0), null) { Distances = EverySecond(scores, 1) };
        }

        if (classes.Count == 0)
        {
            return new(task, classes, scores, null) { Threshold = threshold };
        }

        var probabilities = classes.Count == 2 && task == ModelTask.Binary ? Both(scores) : scores;
        if (threshold is { } from)
        {
            return new(task, classes, Array.ConvertAll(scores, score => score >= from ? 1d : 0), probabilities);
        }

        var values = new double[probabilities.Length / classes.Count];
        for (var row = 0; row < values.Length; row++)
        {
            var first = row * classes.Count;
            for (var c = 1; c < classes.Count; c++)
            {
                values[row] = probabilities[first + c] > probabilities[first + (int)values[row]] ? c : values[row];
            }
        }

        return new(task, classes, values, probabilities);
    }

    /// <summary>
    /// The same predictions in terms of other classes. A class that these lack has probability 0; a chosen class that
    /// the others lack becomes -1.
    /// </summary>
    public Predictions AlignTo(IReadOnlyList<string> classes)
    {
        if (Probabilities is null || classes.SequenceEqual(Classes))
        {
            return this;
        }

        var index = Classes.Select(name => classes.ToList().IndexOf(name)).ToArray();
        var aligned = new double[RowCount * classes.Count];
        for (var row = 0; row < RowCount; row++)
        {
            for (var c = 0; c < index.Length; c++)
            {
                if (index[c] >= 0)
                {
                    aligned[(row * classes.Count) + index[c]] = Probabilities[(row * index.Length) + c];
                }
            }
        }

        return new(Task, classes, Array.ConvertAll(Values, value => (double)index[(int)value]), aligned);
    }

    private static double[]? Pick(double[]? values, int[] rows) => values is null ? null : Array.ConvertAll(rows, row => values[row]);

    private static double[] EverySecond(double[] scores, int from) =>
        [.. Enumerable.Range(0, scores.Length / 2).Select(row => scores[(2 * row) + from])];

    private static double[] Both(double[] positive)
    {
        var both = new double[2 * positive.Length];
        for (var row = 0; row < positive.Length; row++)
        {
            (both[2 * row], both[(2 * row) + 1]) = (1 - positive[row], positive[row]);
        }

        return both;
    }
}
