using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>When incoming data counts as drifted.</summary>
public sealed record DriftDefinition
{
    /// <summary>Population stability index from which a column counts as drifted, where chance does not explain it.</summary>
    [Range(0d, 100d, MinimumIsExclusive = true)]
    public double Psi { get; init; } = DefinitionDefaults.Psi;

    /// <summary>Share of features that must drift before the data set counts as drifted.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = DefinitionDefaults.DriftShare;

    /// <summary>Fewest current rows for a check to mean anything.</summary>
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.DriftMinRows;
}
