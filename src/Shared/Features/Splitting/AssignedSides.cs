namespace MLOpsFunctions.Features.Splitting;

/// <summary>Where the rows go.</summary>
/// <param name="Sides">A side a row.</param>
/// <param name="InTime">The rows in the order of time, where that decides what validates; else null.</param>
internal readonly record struct AssignedSides(Side[] Sides, int[]? InTime = null)
{
    /// <summary>What a reader of the run should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public void Deconstruct(out Side[] sides, out int[]? inTime, out IReadOnlyList<string> notes) => (sides, inTime, notes) = (Sides, InTime, Notes);
}
