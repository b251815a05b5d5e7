namespace MLOpsFunctions.Features.Splitting;

/// <summary>Where the rows go.</summary>
/// <param name="Sides">A side a row.</param>
/// <param name="InTime">The rows in the order of time, where that decides what validates; else null.</param>
internal readonly record struct SideAssignment(Side[] Sides, int[]? InTime = null)
{
    /// <summary>What a reader of the run should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A key a row, where equal keys are what sides were given by; null where other things decide what validates.</summary>
    public ulong[]? Keys { get; init; }
}
