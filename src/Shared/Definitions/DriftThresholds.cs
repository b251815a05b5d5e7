using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// The least change that matters, by test. A bell curve that shifts by a third of a standard deviation reaches the
/// default of every distance between distributions, as it reaches that of the PSI.
/// </summary>
public sealed record DriftThresholds
{
    /// <summary>Greatest distance between the distributions, a share of rows.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Ks { get; init; } = DefinitionDefaults.Ks;

    /// <summary>Mean distance that values moved, in standard deviations of the training rows.</summary>
    [Range(0d, 1_000d, MinimumIsExclusive = true)]
    public double Wasserstein { get; init; } = DefinitionDefaults.Wasserstein;

    /// <summary>Jensen-Shannon distance to base 2: 0 the same, 1 nothing in common.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double JensenShannon { get; init; } = DefinitionDefaults.JensenShannon;

    /// <summary>Cramér's V of two sets of rows of equal weight: 0 the same, 1 nothing in common.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double ChiSquare { get; init; } = DefinitionDefaults.CramersV;

    /// <summary>Change of the share of cells without a value.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Missing { get; init; } = DefinitionDefaults.MissingChange;

    /// <summary>Growth of the share of rows whose category training did not have.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Unseen { get; init; } = DefinitionDefaults.UnseenGrowth;

    /// <summary>Greatest distance between the distributions of the lengths of texts, a share of rows.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double TextLength { get; init; } = DefinitionDefaults.Ks;

    /// <summary>Greatest change of the share of texts that have a word, or many words that training did not have.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Vocabulary { get; init; } = DefinitionDefaults.VocabularyChange;

    /// <summary>AUC of a classifier that tells current rows from training rows, all columns together; 0.5 is a guess.</summary>
    [Range(0.5, 1d, MinimumIsExclusive = true)]
    public double Auc { get; init; } = DefinitionDefaults.DriftAuc;
}
