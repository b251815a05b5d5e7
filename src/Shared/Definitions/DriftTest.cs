namespace MLOpsFunctions.Definitions;

/// <summary>The tests of single columns for drift.</summary>
public enum DriftTest
{
    /// <summary>Population stability index of the rows in bins; any column.</summary>
    Psi,

    /// <summary>Kolmogorov-Smirnov: the greatest distance between the distributions; numbers.</summary>
    Ks,

    /// <summary>Wasserstein distance in standard deviations: how far values moved; numbers.</summary>
    Wasserstein,

    /// <summary>Jensen-Shannon distance of the rows in bins; any column.</summary>
    JensenShannon,

    /// <summary>Pearson's chi-square, as Cramér's V; any column.</summary>
    ChiSquare,

    /// <summary>Change of the share of cells without a value; any column.</summary>
    Missing,

    /// <summary>Growth of the share of categories that training did not have; categories.</summary>
    Unseen,

    /// <summary>Kolmogorov-Smirnov of the lengths of texts; prose.</summary>
    TextLength,

    /// <summary>Change of the share of texts that have a word, or many unknown words; prose.</summary>
    Vocabulary,
}
