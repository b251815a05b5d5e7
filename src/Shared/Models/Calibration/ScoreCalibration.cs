using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>How scores become probabilities that match observed frequencies. It keeps the order of the scores.</summary>
public enum CalibrationMethod
{
    /// <summary>
    /// A logistic curve over the score's log-odds, for two classes (Platt, Probabilistic Outputs for Support Vector
    /// Machines, 1999).
    /// </summary>
    Platt,

    /// <summary>A rising line through groups of rows, for two classes (Zadrozny and Elkan, KDD 2002).</summary>
    Isotonic,

    /// <summary>
    /// One factor on the logarithms of all classes' scores (Guo et al., On Calibration of Modern Neural Networks, ICML
    /// 2017, section 4.2).
    /// </summary>
    Temperature,
}

/// <summary>A fitted calibration. Part of the model file.</summary>
/// <param name="Slope">Platt: factor of the log-odds; temperature: factor of the logarithms; above 0.</param>
/// <param name="Offset">Platt: added to the log-odds.</param>
/// <param name="Knots">Isotonic: ascending; between them the line is straight.</param>
public sealed record ScoreCalibration(
    CalibrationMethod Method,
    double Slope = 1,
    double Offset = 0,
    IReadOnlyList<CalibrationKnot>? Knots = null
)
{
    /// <summary>Most knots of a line.</summary>
    public const int MaxKnots = 256;

    internal const double LeastScore = 1e-12;
    private const double SteepestSlope = 1_000;

    /// <summary>Replaces scores by probabilities, row by row.</summary>
    /// <param name="scores">Rows x outputs: the score of class 1, or one score for each class.</param>
    /// <param name="outputs">Outputs a row.</param>
    public void Apply(Span<double> scores, int outputs)
    {
        if (Method == CalibrationMethod.Temperature)
        {
            for (var first = 0; first < scores.Length; first += outputs)
            {
                ApplyTemperature(scores.Slice(first, outputs));
            }

            return;
        }

        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = Method == CalibrationMethod.Platt ? Sigmoid((Slope * LogOdds(scores[row])) + Offset) : OnLine(scores[row]);
        }
    }

    /// <summary>
    /// Whether a model with so many outputs can have this calibration, and whether its numbers could come from a fit.
    /// </summary>
    internal bool IsValid(int outputs) =>
        Method switch
        {
            CalibrationMethod.Platt => outputs == 1 && Knots is null && Slope is > 0 and <= SteepestSlope && double.IsFinite(Offset),
            CalibrationMethod.Temperature => outputs > 1 && Knots is null && Slope is > 0 and <= SteepestSlope && Offset == 0,
            CalibrationMethod.Isotonic => outputs == 1
                && Knots is { Count: >= 2 and <= MaxKnots }
                && Knots.All(knot => knot is { Score: >= 0 and <= 1, Probability: >= 0 and <= 1 })
                && Knots
                    .Zip(Knots.Skip(1))
                    .All(pair => pair.First.Score < pair.Second.Score && pair.First.Probability <= pair.Second.Probability),
            _ => false,
        };

    /// <summary>The logarithm of the odds, bounded.</summary>
    internal static double LogOdds(double score)
    {
        var bounded = Math.Clamp(score, LeastScore, 1 - LeastScore);
        return PortableMath.Log(bounded / (1 - bounded));
    }

    /// <summary>The logarithm of a score, bounded.</summary>
    internal static double Log(double score) => PortableMath.Log(Math.Clamp(score, LeastScore, 1));

    internal static double Sigmoid(double x) => x >= 0 ? 1 / (1 + PortableMath.Exp(-x)) : PortableMath.Exp(x) / (1 + PortableMath.Exp(x));

    private void ApplyTemperature(Span<double> row)
    {
        var most = double.NegativeInfinity;
        for (var c = 0; c < row.Length; c++)
        {
            row[c] = Slope * Log(row[c]);
            most = Math.Max(most, row[c]);
        }

        var sum = 0.0;
        for (var c = 0; c < row.Length; c++)
        {
            row[c] = PortableMath.Exp(row[c] - most);
            sum += row[c];
        }

        for (var c = 0; c < row.Length; c++)
        {
            row[c] /= sum;
        }
    }

    private double OnLine(double score)
    {
        var (low, high) = (0, Knots!.Count - 1);
        if (!(score > Knots[low].Score))
        {
            return Knots[low].Probability;
        }

        if (score >= Knots[high].Score)
        {
            return Knots[high].Probability;
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = score >= Knots[middle].Score ? (middle, high) : (low, middle);
        }

        var (from, to) = (Knots[low], Knots[high]);
        return from.Probability + ((to.Probability - from.Probability) * ((score - from.Score) / (to.Score - from.Score)));
    }
}

/// <summary>A point of the line.</summary>
/// <param name="Score">The model's score.</param>
/// <param name="Probability">The calibrated probability.</param>
public sealed record CalibrationKnot(double Score, double Probability);
