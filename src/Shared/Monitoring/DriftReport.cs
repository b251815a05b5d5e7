using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>The comparison of current data with the data that the champion was trained on.</summary>
public sealed record DriftReport
{
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

    /// <summary>The conclusion, for a person.</summary>
    public required string Sentence { get; init; }

    /// <summary>Notes on how the current rows were read; null: none.</summary>
    public IReadOnlyList<Note>? Notes { get; init; }
}

/// <summary>One column's drift.</summary>
/// <param name="Test">The test's name, e.g. <c>psi</c>.</param>
/// <param name="Value">The size of the change; NaN if it is not defined.</param>
/// <param name="Threshold">The least value of a change that matters.</param>
/// <param name="Drifted">Whether the column drifted: its change matters, and chance does not explain it.</param>
public sealed record ColumnDrift(string Column, string Test, double Value, double Threshold, bool Drifted)
{
    /// <summary>
    /// The probability that chance alone makes any column of the check differ so much, 0 to 1; null if nothing was
    /// compared.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Whether the current rows lack the column, so there is nothing to compare.</summary>
    public bool Missing { get; init; }

    /// <summary>
    /// Whether most current rows have categories that the training rows had seldom or never. Such a column alone makes
    /// the data count as drifted.
    /// </summary>
    public bool Replaced { get; init; }
}
