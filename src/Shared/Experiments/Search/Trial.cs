using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>One candidate: the proposal, and its result.</summary>
/// <param name="Number">0, 1, 2, ... within the run.</param>
public sealed record Trial(int Number, string Trainer, TrainerParameters Parameters)
{
    /// <summary>Why it was proposed.</summary>
    public TrialOrigin Origin { get; init; }

    /// <summary>
    /// Share of the training rows that it learns from, above 0. Below 1 it cannot win; it only shows whether it
    /// deserves more rows.
    /// </summary>
    public double Fidelity { get; init; } = 1;

    /// <summary>Seed of everything drawn in its training.</summary>
    public int Seed { get; init; }

    /// <summary>The metric that chooses, on the validation rows; null before it was measured, NaN where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>All metrics of the task on the validation rows, by name; null before they were measured.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>The duration in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Parameters to fit again on more rows.</summary>
    public TrainerParameters? Fitted { get; init; }

    /// <summary>
    /// The decision rule, learned on the validation rows; null before it was measured and for tasks without classes.
    /// </summary>
    public MLOpsFunctions.Models.Calibration.FittedDecisionRule? Rule { get; init; }

    /// <summary>The digest of its scores of the held-out rows, of which ensembles are made; null: it cannot be a member.</summary>
    public string? Scores { get; init; }

    /// <summary>The scores themselves, right after they were made; not stored here.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal double[]? HeldOut { get; init; }

    /// <summary>Of an ensemble, how it compares with the best single trial; null: it is none.</summary>
    public EnsembleGain? Gain { get; init; }

    /// <summary>Why the trainer refused the rows, if it did.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>The search's time or the run ended before the trial did: it has no value and does not count.</summary>
    public bool Cut { get; init; }

    /// <summary>Notes of the trainer.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];
}

/// <summary>
/// The loss of an ensemble and of the best single trial on rows by which neither was chosen: the logarithmic loss of
/// classes, the mean squared error of numbers.
/// </summary>
/// <param name="Trainer">The trainer of the best single trial.</param>
public sealed record EnsembleGain(double Ensemble, double Single, string Trainer);

/// <summary>The reason for a proposal.</summary>
public enum TrialOrigin
{
    /// <summary>A trainer's defaults.</summary>
    Default,

    /// <summary>A trainer's preset: other settings that are good on many tables.</summary>
    Preset,

    /// <summary>It won an earlier run of the same model.</summary>
    Earlier,

    /// <summary>A random draw from the whole space.</summary>
    Random,

    /// <summary>It resembles good trials more than bad ones.</summary>
    Model,

    /// <summary>It did well on fewer rows.</summary>
    Promoted,
}
