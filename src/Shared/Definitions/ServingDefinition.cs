namespace MLOpsFunctions.Definitions;

/// <summary>How rows that differ from the training data are answered. A note in the answer says what differs.</summary>
public sealed record ServingDefinition
{
    /// <summary>What happens to a category that the training data did not have.</summary>
    public InputPolicy Unseen { get; init; } = InputPolicy.Warn;

    /// <summary>What happens to a row that lacks a column. An empty cell is not a lack.</summary>
    public InputPolicy Missing { get; init; } = InputPolicy.Warn;
}

/// <summary>What happens to a row that differs from the training data.</summary>
public enum InputPolicy
{
    /// <summary>It is answered, and the answer notes it.</summary>
    Warn,

    /// <summary>The request is refused.</summary>
    Refuse,
}
