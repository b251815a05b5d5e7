namespace MLOpsFunctions.Features;

/// <summary>Which rows learn, which choose and which judge: disjoint, together all rows, each side ascending and not empty.</summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Validation">Rows on which candidates are compared and training stops early.</param>
/// <param name="Test">Rows that nothing sees before the evaluation.</param>
/// <param name="Notes">What a reader of the run should know, e.g. that a class occurs only in the test rows.</param>
public sealed record SplitRows(int[] Training, int[] Validation, int[] Test, IReadOnlyList<string> Notes)
{
    /// <summary>Where rows were held out by time, the places in <see cref="Validation"/> in the order of time; else null.</summary>
    public int[]? ValidationInTime { get; init; }

    /// <summary>
    /// Where rows are few, parts of the training and validation rows, each of which is held out once to choose by while
    /// the others teach; else empty.
    /// </summary>
    public IReadOnlyList<FoldRows> Folds { get; init; } = [];
}

/// <summary>One part held out.</summary>
/// <param name="Training">Rows to learn from, ascending.</param>
/// <param name="Validation">Rows to choose by, ascending.</param>
public sealed record FoldRows(int[] Training, int[] Validation);
