namespace MLOpsFunctions.Dashboard.Charts;

/// <summary>A row of a heat map.</summary>
/// <param name="Name">What it is of.</param>
public sealed record HeatRow(string Name, IReadOnlyList<HeatCell> Cells);

/// <summary>A cell of a heat map.</summary>
/// <param name="Level">How strong: 0 not known, 1 none, 2 some, 3 beyond the threshold, which a mark tells too.</param>
/// <param name="Text">The same in words.</param>
public sealed record HeatCell(int Level, string Text);
