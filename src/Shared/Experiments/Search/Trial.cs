using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>One candidate: what was proposed, and what came of it.</summary>
/// <param name="Number">0, 1, 2, ... within the run.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record Trial(int Number, string Trainer, TrainerParameters Parameters)
{
    /// <summary>Why it was proposed.</summary>
    public TrialOrigin Origin { get; init; }

    /// <summary>
    /// Share of the training rows that it learns from, above 0; below 1 it only shows whether it deserves more, and
    /// cannot win.
    /// </summary>
    public double Fidelity { get; init; } = 1;

    /// <summary>Seed of everything drawn in its training.</summary>
    public int Seed { get; init; }

    /// <summary>The metric that chooses, on the validation rows; null before it was measured, NaN where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>All metrics of the task on the validation rows, by name; null before they were measured.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>How long it took.</summary>
    public double? Seconds { get; init; }

    /// <summary>Parameters to fit again with, on more rows.</summary>
    public TrainerParameters? Fitted { get; init; }

    /// <summary>
    /// How its scores become answers, learned on the validation rows; null before it was measured and for tasks without
    /// classes.
    /// </summary>
    public MLOpsFunctions.Models.Calibration.FittedDecisionRule? Rule { get; init; }

    /// <summary>Why the trainer refused the rows, where it did.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>The search's time was over before it ended: it has no value and does not count.</summary>
    public bool Cut { get; init; }

    /// <summary>What the trainer had to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Why a candidate was proposed.</summary>
public enum TrialOrigin
{
    /// <summary>A trainer's defaults.</summary>
    Default,

    /// <summary>A trainer's other settings that are good on many tables.</summary>
    Preset,

    /// <summary>It won an earlier run of the same model.</summary>
    Earlier,

    /// <summary>A draw over the whole space.</summary>
    Random,

    /// <summary>It resembles good trials more than bad ones.</summary>
    Model,

    /// <summary>It did well on fewer rows.</summary>
    Promoted,
}
