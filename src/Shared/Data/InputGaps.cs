namespace MLOpsFunctions.Data;

/// <summary>Columns that rows lack. A cell that is there and empty is no gap.</summary>
/// <param name="Absent">Columns that no row has, in the schema's order.</param>
/// <param name="Partial">Columns that some rows have, each with the numbers of the rows that lack it.</param>
public sealed record InputGaps(IReadOnlyList<string> Absent, IReadOnlyDictionary<string, IReadOnlyList<int>> Partial)
{
    /// <summary>Every row has every column.</summary>
    public static readonly InputGaps None = new([]);

    /// <summary>Marks of missing values that the training data did not have, with the numbers of their rows.</summary>
    internal IReadOnlyList<(string Column, int Row, string Mark)> NewMarks { get; init; } = [];

    /// <summary>Every row lacks the same columns.</summary>
    public InputGaps(IReadOnlyList<string> absent)
        : this(absent, new Dictionary<string, IReadOnlyList<int>>()) { }
}
