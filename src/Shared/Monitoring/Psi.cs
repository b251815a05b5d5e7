namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The population stability index of a binned column: <c>sum over bins of (c - r) ln(c / r)</c>, where r and c are the bin's shares of the reference and of the
/// current rows. It is the symmetrised Kullback-Leibler divergence (Kullback and Leibler, On Information and Sufficiency, 1951), used since the
/// 1990s to watch credit scores (Siddiqi, Credit Risk Scorecards, 2006).
/// </summary>
/// <remarks>
/// Domain: any column that has bins; numbers take the reference's quantiles, texts their levels, and missing is a bin of its own. 0 or more, 0 where the shares are
/// equal. Siddiqi reads below 0.1 as no change, 0.1 to 0.25 as some, from 0.25 on as significant: the default threshold
/// (<see cref="Definitions.DefinitionDefaults.Psi"/>).
/// </remarks>
public static class Psi
{
    /// <summary>The share that an empty bin counts as: with 0 the logarithm has no value, and one row in ten thousand is below what the index should notice.</summary>
    public const double EmptyShare = 1e-4;

    /// <summary>The index of two distributions over the same bins, each given as counts or shares of any total.</summary>
    /// <param name="reference">How much fell into each bin at training time, zero or more.</param>
    /// <param name="current">How much falls into each bin now, zero or more.</param>
    /// <returns>The index; NaN where either side is empty.</returns>
    /// <exception cref="ArgumentException">The numbers of bins differ.</exception>
    public static double Compute(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException($"The reference has {reference.Length} bins, the current window {current.Length}.");
        }

        var (referenceTotal, currentTotal) = (Total(reference), Total(current));
        if (referenceTotal <= 0 || currentTotal <= 0)
        {
            return double.NaN;
        }

        var index = 0d;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var r = Math.Max(reference[bin] / referenceTotal, EmptyShare);
            var c = Math.Max(current[bin] / currentTotal, EmptyShare);
            index += (c - r) * Math.Log(c / r);
        }

        return index;
    }

    private static double Total(ReadOnlySpan<double> bins)
    {
        var total = 0d;
        foreach (var bin in bins)
        {
            total += bin;
        }

        return total;
    }
}
