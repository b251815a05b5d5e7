namespace MLOpsFunctions.Dashboard.Charts;

/// <summary>A line of a plot with parallel axes.</summary>
/// <param name="Label">What it is, in words.</param>
/// <param name="Values">Its value on each axis, in their order; NaN: it has none there.</param>
public sealed record ParallelLine(string Label, IReadOnlyList<double> Values)
{
    /// <summary>Whether it is to be told from the others.</summary>
    public bool Marked { get; init; }

    /// <summary>Whether it is one of those to look at; the others stay in the background.</summary>
    public bool Strong { get; init; }
}
