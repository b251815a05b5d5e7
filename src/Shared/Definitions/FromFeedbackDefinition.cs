using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Lets a retrain learn from predictions whose truth is known, together with the newest dropped file. Every prediction
/// counts once.
/// </summary>
public sealed record FromFeedbackDefinition
{
    /// <summary>Most labelled predictions that are learned from, the newest; at least 1.</summary>
    [Range(1, 10_000_000)]
    public int MaxRows { get; init; } = DefinitionDefaults.FeedbackMaxRows;
}
