namespace MLOpsFunctions.Monitoring;

/// <summary>One column's drift, by the test that shows it most.</summary>
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

    /// <summary>What each test found; null in reports of before there were several.</summary>
    public IReadOnlyList<TestResult>? Tests { get; init; }

    /// <summary>What moved, the greatest change first; null if the column did not drift.</summary>
    public IReadOnlyList<ColumnMove>? Moves { get; init; }

    /// <summary>The first check in an unbroken row that found drift of this column; null if it did not drift.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The column's share of the model's importance, 0 to 1; null if the model does not tell.</summary>
    public double? Importance { get; init; }

    /// <summary>The size of the change in thresholds; NaN if it is not defined.</summary>
    internal double Strength => Value / Threshold;
}

/// <summary>What one test found in a column.</summary>
/// <param name="Test">The test's name.</param>
/// <param name="Value">The size of the change; NaN if the test was not run.</param>
/// <param name="Threshold">The least value of a change that matters.</param>
/// <param name="PValue">The probability that chance alone makes any test of the check find so much, 0 to 1; null if the
/// test was not run.</param>
/// <param name="Drifted">Whether the change matters, and chance does not explain it.</param>
/// <param name="NotRun">Why the test was not run; null if it was.</param>
public sealed record TestResult(string Test, double Value, double Threshold, double? PValue, bool Drifted, NotRunReason? NotRun = null);

/// <summary>Why a test was not run.</summary>
public enum NotRunReason
{
    /// <summary>The training profile was stored by a version of the product that did not keep what the test needs.</summary>
    NotInProfile,

    /// <summary>All training values are the same, so there is no unit for a distance.</summary>
    NoSpread,

    /// <summary>Training or current rows have no values of the column.</summary>
    NoValues,
}

/// <summary>Something of a column that moved.</summary>
/// <param name="What">What it is.</param>
/// <param name="Level">Of a category: which one; null otherwise.</param>
/// <param name="Before">In the training rows: a share of 0 to 1, or a value of the column.</param>
/// <param name="Now">In the current rows.</param>
public sealed record ColumnMove(MoveKind What, string? Level, double Before, double Now);

/// <summary>What of a column can move.</summary>
public enum MoveKind
{
    /// <summary>The median of numbers, or of the lengths of texts.</summary>
    Median,

    /// <summary>The share of rows of one category.</summary>
    Level,

    /// <summary>The share of cells without a value.</summary>
    Missing,

    /// <summary>The share of rows with categories that training did not have.</summary>
    Unseen,

    /// <summary>The share of texts with more unknown words than usual.</summary>
    UnknownWords,
}
