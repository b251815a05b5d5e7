namespace MLOpsFunctions.Dashboard.Charts;

/// <summary>A point of a chart.</summary>
/// <param name="X">Where it lies along the axis.</param>
/// <param name="Label">What lies there, in words.</param>
/// <param name="Value">Its value; NaN: none.</param>
/// <param name="Low">Lower end of its interval; null: it has none.</param>
/// <param name="High">Upper end.</param>
public sealed record ChartPoint(double X, string Label, double Value, double? Low = null, double? High = null)
{
    /// <summary>Whether it is to be told from the others.</summary>
    public bool Marked { get; init; }

    /// <summary>Which group it belongs to, from 0; a group has a colour and a shape.</summary>
    public int Group { get; init; }
}
