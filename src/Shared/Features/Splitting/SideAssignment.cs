using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>The sides of rows.</summary>
/// <param name="Sides">The side of each row.</param>
/// <param name="InTime">The rows in the order of time, if validation follows from it; otherwise null.</param>
internal readonly record struct SideAssignment(Side[] Sides, int[]? InTime = null)
{
    /// <summary>Notes for the reader of the run.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The key of each row, if sides follow from keys; null if validation rows follow from something else.</summary>
    public ulong[]? Keys { get; init; }
}
