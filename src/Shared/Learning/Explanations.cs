namespace MLOpsFunctions.Learning;

/// <summary>What each column contributed to the margins of some rows, in row order.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="MarginCount">Margins a row: one, or one a class (<see cref="IExplainable"/>).</param>
/// <param name="Values">Rows x margins x (columns + 1): a contribution a column, then the base value; together they are the margin.</param>
public sealed record Explanations(IReadOnlyList<string> Columns, int MarginCount, double[] Values)
{
    /// <summary>A row's contributions to one of its margins, a number a column.</summary>
    public ReadOnlySpan<double> Of(int row, int margin) =>
        Values.AsSpan(((row * MarginCount) + margin) * (Columns.Count + 1), Columns.Count);

    /// <summary>What the model expects of a row that it knows nothing of.</summary>
    public double Base(int row, int margin) => Values[(((row * MarginCount) + margin) * (Columns.Count + 1)) + Columns.Count];
}
