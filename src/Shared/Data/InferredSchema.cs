namespace MLOpsFunctions.Data;

/// <summary>What a file was taken for. Shown to a person before anything is learned from it.</summary>
/// <param name="Label">The column that is learned; null for tasks without one.</param>
/// <param name="LabelFrom">How the label was found; null where there is none.</param>
/// <param name="Task">What is learned.</param>
/// <param name="TaskFrom">How the task was found.</param>
/// <param name="Time">The column that says when; null where there is none.</param>
/// <param name="Series">For a forecast, the columns that tell the series apart.</param>
/// <param name="Unused">The columns that the model does not learn from.</param>
public sealed record InferredSchema(
    string? Label,
    LabelSource? LabelFrom,
    Definitions.ModelTask Task,
    TaskSource TaskFrom,
    string? Time,
    IReadOnlyList<string> Series,
    IReadOnlyList<UnusedColumn> Unused
);

/// <summary>A column that the model does not learn from.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Reason">Why not.</param>
public sealed record UnusedColumn(string Column, UnusedReason Reason);

/// <summary>How a label was found.</summary>
public enum LabelSource
{
    /// <summary>The definition or the command line names it.</summary>
    Declared,

    /// <summary>It is called <c>label</c>, <c>target</c>, <c>class</c> or <c>y</c>.</summary>
    Name,

    /// <summary>It is the last column: a guess that a person has to confirm.</summary>
    LastColumn,
}

/// <summary>How a task was found.</summary>
public enum TaskSource
{
    /// <summary>The definition or the command line names it.</summary>
    Declared,

    /// <summary>From the values of the label.</summary>
    LabelValues,
}

/// <summary>Why a column is not learned from.</summary>
public enum UnusedReason
{
    /// <summary>The definition says so.</summary>
    Declared,

    /// <summary>It has no value in any row.</summary>
    Empty,

    /// <summary>It names its rows: as good as every value is distinct.</summary>
    Identifier,

    /// <summary>The header leaves it without a name, and its texts say nothing.</summary>
    Unnamed,

    /// <summary>It is the label again.</summary>
    LabelCopy,

    /// <summary>It predicts the label almost perfectly, and is probably known only afterwards.</summary>
    LabelLeak,

    /// <summary>It says which rows are held out.</summary>
    Split,
}
