namespace MLOpsFunctions.Definitions;

/// <summary>How rows are answered that are not as the training data were. What is answered all the same is noted in the answer.</summary>
public sealed record ServingDefinition
{
    /// <summary>Of a category that the training data did not have.</summary>
    public InputPolicy Unseen { get; init; } = InputPolicy.Warn;

    /// <summary>Of a column that a row lacks. An empty cell is no lack.</summary>
    public InputPolicy Missing { get; init; } = InputPolicy.Warn;
}

/// <summary>What becomes of a row that is not as the training data were.</summary>
public enum InputPolicy
{
    /// <summary>It is answered, and the answer notes it.</summary>
    Warn,

    /// <summary>The request is refused.</summary>
    Refuse,
}
