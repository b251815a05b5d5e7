using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// How scores become answers: calibrated probabilities of classes, the probability from which on class 1 of two is
/// answered, the score from which on a row is an anomaly. Part of the model file.
/// </summary>
/// <param name="Calibration">How scores become probabilities; null: they are.</param>
/// <param name="Threshold">Class 1 of two is answered from this probability on, or a row called an anomaly from this
/// score on, 0 to 1; null: the most probable class is, or no row is.</param>
public sealed record DecisionRule(ScoreCalibration? Calibration, double? Threshold)
{
    /// <summary>Reads a model's scores. They are replaced by probabilities in place.</summary>
    /// <param name="task">What was asked.</param>
    /// <param name="classes">Class names by index.</param>
    /// <param name="scores">Rows x outputs (<see cref="IModel.ScoreAll"/>).</param>
    public Predictions Read(ModelTask task, IReadOnlyList<string> classes, double[] scores)
    {
        Calibration?.Apply(scores, task == ModelTask.Binary ? 1 : classes.Count);
        return Predictions.FromScores(task, classes, scores, Threshold);
    }

    /// <summary>Whether a model of so many outputs can have it.</summary>
    internal bool IsValid(ModelTask task, int outputs) =>
        task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Anomaly
        && (Calibration is null || (task != ModelTask.Anomaly && Calibration.IsValid(outputs)))
        && (Threshold is null || (task != ModelTask.Multiclass && Threshold is >= 0 and <= 1));

    /// <summary>Learns the rule from rows that the model has not learned from.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="classes">Class names by index.</param>
    /// <param name="wanted">What the threshold is to serve; null: the most probable class is answered.</param>
    /// <param name="scores">Rows x outputs.</param>
    /// <param name="labels">The class's index, a row.</param>
    /// <param name="inTime">The rows in the order of time, where they were held out by it; null: their order says nothing.</param>
    /// <returns>The rule with what a reader should know of it; null where the task has no classes.</returns>
    internal static FittedDecisionRule? Fit(
        ModelTask task,
        IReadOnlyList<string> classes,
        ThresholdDefinition? wanted,
        double[] scores,
        double[] labels,
        int[]? inTime = null
    )
    {
        if (task is not (ModelTask.Binary or ModelTask.Multiclass))
        {
            return null;
        }

        var (notes, rule) = (new List<string>(), new DecisionRule(null, null));
        if (Calibrator.Fit(scores, labels, inTime) is { } fitted)
        {
            rule = rule with { Calibration = fitted.Calibration };
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Probabilities are calibrated ({Name(fitted.Calibration.Method)}) on {fitted.Rows:N0} validation "
                        + $"rows: log loss {fitted.Before:0.####} before, {fitted.After:0.####} after, "
                        + $"{(inTime is null ? "cross-validated" : "each on rows later than it was fitted on")}."
                )
            );
        }

        if (wanted is not null && task == ModelTask.Binary)
        {
            var probabilities = (double[])scores.Clone();
            rule.Calibration?.Apply(probabilities, outputs: 1);
            var chosen = ThresholdSelector.Choose(wanted, probabilities, labels);
            rule = rule with { Threshold = chosen?.Threshold };
            notes.Add(
                chosen is { } found
                    ? $"'{classes[1]}' is answered from a probability of {found.Sentence}"
                    : $"No validation row is '{classes[1]}', so that no threshold could be chosen; the more probable class is answered."
            );
        }

        return new(rule, notes);
    }

    private static string Name(CalibrationMethod method) =>
        method switch
        {
            CalibrationMethod.Platt => "Platt's logistic curve",
            CalibrationMethod.Isotonic => "isotonic regression",
            _ => "temperature scaling",
        };
}

/// <summary>A rule as it was learned.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Notes">What a reader should know of it.</param>
public sealed record FittedDecisionRule(DecisionRule Rule, IReadOnlyList<string> Notes);
