using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>Turns scores into answers: calibrates probabilities and applies thresholds. Part of the model file.</summary>
/// <param name="Calibration">How scores become probabilities; null: they are probabilities already.</param>
/// <param name="Threshold">From this probability on class 1 of two is the answer, or from this score on a row is an
/// anomaly, 0 to 1; null: the most probable class is the answer, or no row is an anomaly.</param>
public sealed record DecisionRule(ScoreCalibration? Calibration, double? Threshold)
{
    /// <summary>Reads a model's scores. Replaces them by probabilities, in place.</summary>
    /// <param name="task">The model's task.</param>
    /// <param name="classes">Class names by index.</param>
    /// <param name="scores">Rows x outputs (<see cref="IModel.ScoreAll"/>).</param>
    public Predictions Read(ModelTask task, IReadOnlyList<string> classes, double[] scores)
    {
        Calibration?.Apply(scores, task == ModelTask.Binary ? 1 : classes.Count);
        return Predictions.FromScores(task, classes, scores, Threshold);
    }

    /// <summary>Whether a model with so many outputs can have this rule.</summary>
    internal bool IsValid(ModelTask task, int outputs) =>
        task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Anomaly
        && (Calibration is null || (task != ModelTask.Anomaly && Calibration.IsValid(outputs)))
        && (Threshold is null || (task != ModelTask.Multiclass && Threshold is >= 0 and <= 1));

    /// <summary>Learns the rule from rows that the model has not learned from.</summary>
    /// <param name="task">The model's task.</param>
    /// <param name="classes">Class names by index.</param>
    /// <param name="wanted">The objective of the threshold; null: the most probable class is the answer.</param>
    /// <param name="scores">Rows x outputs.</param>
    /// <param name="labels">The index of the class, for each row.</param>
    /// <param name="inTime">The rows in the order of time, if they were split in time; otherwise null.</param>
    /// <returns>The rule with notes for the reader; null if the task has no classes.</returns>
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

        var (notes, rule, heldOut) = (new List<Note>(), new DecisionRule(null, null), (double[]?)null);
        if (Calibrator.Fit(scores, labels, inTime) is { } fitted)
        {
            (rule, heldOut) = (rule with { Calibration = fitted.Calibration }, fitted.HeldOut);
            notes.Add(
                DecisionNotes.Calibrated(
                    fitted.Calibration.Method.JsonName(),
                    fitted.Rows,
                    fitted.Before,
                    fitted.After,
                    isInTime: inTime is not null
                )
            );
        }

        if (wanted is not null && task == ModelTask.Binary)
        {
            var probabilities = (double[])scores.Clone();
            rule.Calibration?.Apply(probabilities, outputs: 1);
            var (threshold, note) = ThresholdSelector.Choose(wanted, classes[1], probabilities, labels);
            rule = rule with { Threshold = threshold };
            notes.Add(note);
        }

        return new(rule, notes) { HeldOut = heldOut };
    }
}

/// <summary>A fitted rule.</summary>
/// <param name="Notes">Notes for the reader.</param>
public sealed record FittedDecisionRule(DecisionRule Rule, IReadOnlyList<Note> Notes)
{
    /// <summary>
    /// The scores that the rule was learned from, calibrated: each row by a fit on others. Null where there is no
    /// calibration; not stored.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal double[]? HeldOut { get; init; }
}
