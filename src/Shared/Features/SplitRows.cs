using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Features;

/// <summary>The training, validation and test rows: disjoint, together all rows, each ascending and not empty.</summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Validation">Rows on which candidates are compared and training stops early.</param>
/// <param name="Test">Rows that nothing uses before the evaluation.</param>
/// <param name="Notes">Notes for the reader of the run, e.g. that a class occurs only in the test rows.</param>
public sealed record SplitRows(int[] Training, int[] Validation, int[] Test, IReadOnlyList<Note> Notes)
{
    /// <summary>For a split by time, the indices in <see cref="Validation"/> in the order of time; otherwise null.</summary>
    public int[]? ValidationInTime { get; init; }

    /// <summary>
    /// For few rows, parts of the training and validation rows, each of which is held out once while the others are for
    /// training; otherwise empty.
    /// </summary>
    public IReadOnlyList<FoldRows> Folds { get; init; } = [];
}

/// <summary>One part held out.</summary>
/// <param name="Training">Rows to learn from, ascending.</param>
/// <param name="Validation">Rows to choose by, ascending.</param>
public sealed record FoldRows(int[] Training, int[] Validation);
