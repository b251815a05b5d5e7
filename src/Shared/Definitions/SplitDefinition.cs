using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>How rows are held out.</summary>
public enum SplitKind
{
    /// <summary>By a stable hash of the row: a row stays on its side in every later version of the data.</summary>
    Random,

    /// <summary>The last rows in time are the test.</summary>
    Time,

    /// <summary>Whole groups are held out, by a stable hash of the group.</summary>
    Group,

    /// <summary>A column of the file says each row's side.</summary>
    Column,
}

/// <summary>What a row is for.</summary>
public enum SplitSide
{
    /// <summary>To learn from.</summary>
    Train,

    /// <summary>To compare candidates by and to stop training early.</summary>
    Validation,

    /// <summary>To judge by.</summary>
    Test,
}

/// <summary>How rows are held out.</summary>
public sealed record SplitDefinition
{
    /// <summary>
    /// The kind; null: column where one is named, time where the task is a forecast, group where a column has that
    /// role, else random.
    /// </summary>
    public SplitKind? Kind { get; init; }

    /// <summary>Share of rows in the test set, above 0 and below 1; of no meaning for the kind column.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Test { get; init; } = DefinitionDefaults.TestShare;

    /// <summary>
    /// Share of the other rows on which candidates are compared and training stops early, above 0 and below 1; null:
    /// 0.125, or, of few rows that are not split in time, five parts in turn; of no meaning where a column says which
    /// rows those are.
    /// </summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Validation { get; init; }

    /// <summary>
    /// For the kind column, the column that says each row's side; it is never an input of the model. Null: a column of
    /// the file that is called split, part, partition, set, subset or dataset and says nothing but train, validation
    /// and test, where nothing is declared of it.
    /// </summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Column { get; init; }

    /// <summary>
    /// What that column's values mean, e.g. <c>dev</c> and <c>eval</c>; null: train, validation and test mean
    /// themselves. A file with any other value is refused. Without rows for validation the share of those for training
    /// is taken, the latest where a column says when and the test rows are later still.
    /// </summary>
    [MinLength(2), MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyDictionary<string, SplitSide>? Sides { get; init; }
}
