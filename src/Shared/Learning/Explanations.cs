namespace MLOpsFunctions.Learning;

/// <summary>What each column contributed to the margins of some rows, in row order.</summary>
/// <param name="MarginCount">Margins of each row: one, or one for each class (<see cref="IExplainable"/>).</param>
/// <param name="Values">Rows x margins x (columns + 1): one contribution for each column, then the base value; together
/// they are the margin.</param>
public sealed record Explanations(IReadOnlyList<string> Columns, int MarginCount, double[] Values)
{
    /// <summary>A row's contributions to one of its margins, one number for each column.</summary>
    public ReadOnlySpan<double> Of(int row, int margin) =>
        Values.AsSpan(((row * MarginCount) + margin) * (Columns.Count + 1), Columns.Count);

    /// <summary>The base value: the expected margin of an unknown row.</summary>
    public double Base(int row, int margin) => Values[(((row * MarginCount) + margin) * (Columns.Count + 1)) + Columns.Count];
}
