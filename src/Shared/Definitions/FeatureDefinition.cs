using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>How columns become features.</summary>
public sealed record FeatureDefinition
{
    /// <summary>A level of a text column seen on fewer training rows than this joins the rare level.</summary>
    [Range(1, 1_000_000)]
    public int MinLevelCount { get; init; } = DefinitionDefaults.MinLevelCount;

    /// <summary>Of a text column with more levels than this the frequent ones keep a feature each and the others are hashed.</summary>
    [Range(1, DefinitionLimits.Levels)]
    public int MaxLevels { get; init; } = DefinitionDefaults.MaxLevels;

    /// <summary>Buckets of a hashed column.</summary>
    [Range(2, 4096)]
    public int HashBuckets { get; init; } = DefinitionDefaults.HashBuckets;
}
