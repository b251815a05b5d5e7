using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>The comparison of current data with the data that the champion was trained on.</summary>
public sealed record DriftReport
{
    /// <summary>The source of a window of predictions.</summary>
    public const string OfPredictions = "predictions";

    /// <summary>The id of the check.</summary>
    public required string Check { get; init; }

    public required string Model { get; init; }

    /// <summary>The champion at the time of the check.</summary>
    public required int Version { get; init; }

    /// <summary>Digest of the reference: the champion's data set.</summary>
    public required string Reference { get; init; }

    /// <summary>The source of the current window: a file's name, or <c>predictions</c>.</summary>
    public required string Current { get; init; }

    /// <summary>When the check was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Rows in the current window.</summary>
    public required long Rows { get; init; }

    /// <summary>Each feature's drift, greatest first.</summary>
    public required IReadOnlyList<ColumnDrift> Columns { get; init; }

    /// <summary>Share of features that drifted, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Whether the window has enough rows for a conclusion.</summary>
    public required bool Conclusive { get; init; }

    /// <summary>Whether the data count as drifted.</summary>
    public required bool Drifted { get; init; }

    /// <summary>The conclusion and what it rests on; empty in reports of before it was kept as notes.</summary>
    public IReadOnlyList<Note> Findings { get; init; } = [];

    /// <summary>The conclusion in words.</summary>
    public string Sentence
    {
        get => Findings.Count > 0 ? string.Join(' ', Findings.Sentences()) : field;
        init;
    } = "";

    /// <summary>The model's importance that the drifted features carry, 0 to 1; null if the model does not tell its importances.</summary>
    public double? DriftedImportance { get; init; }

    /// <summary>Drift of the answers; null if not compared.</summary>
    public ColumnDrift? Predictions { get; init; }

    /// <summary>Drift of the actual values; null if none are known.</summary>
    public ColumnDrift? Label { get; init; }

    /// <summary>
    /// Current rows whose actual value is known. Of less than half of the rows they may be a choice of somebody, such as
    /// the least confident ones, so drift of the label alone does not count then.
    /// </summary>
    public long LabelledRows { get; init; }

    /// <summary>Whether the label drifted, and enough rows have one.</summary>
    internal bool IsLabelDrifted => Label is { Drifted: true } && LabelledRows >= Rows / 2;

    /// <summary>Drift of all features together; null if not looked for.</summary>
    public MultivariateDrift? Multivariate { get; init; }

    /// <summary>Whether to train again, as decided after the check; null in reports of before it was kept.</summary>
    public RetrainDecision? Decision { get; init; }

    /// <summary>Notes on how the current rows were read; null: none.</summary>
    public IReadOnlyList<Note>? Notes { get; init; }
}
