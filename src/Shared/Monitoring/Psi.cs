namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The population stability index of a binned column: <c>sum over bins of (c - r) ln(c / r)</c>, where r and c are the
/// bin's shares of the reference and of the current rows. It is the symmetrised Kullback-Leibler divergence (Kullback
/// and Leibler, On Information and Sufficiency, 1951), used since the 1990s to watch credit scores (Siddiqi, Credit
/// Risk Scorecards, 2006).
/// </summary>
/// <remarks>
/// Domain: any column that has bins (<see cref="ColumnBins"/>). 0 or more, 0 where the shares are equal. Siddiqi reads
/// below 0.1 as no change, 0.1 to 0.25 as some, from 0.25 on as significant; the default threshold is
/// <see cref="Definitions.DefinitionDefaults.Psi"/>. The index says how large a change is, not whether chance made it:
/// with b bins, n current and m reference rows of the same distribution it is about (b - 1)(1/n + 1/m) (Yurdakul,
/// Statistical Properties of Population Stability Index, 2018). For that see <see cref="GTest"/>.
/// </remarks>
public static class Psi
{
    /// <summary>
    /// The rows that an empty bin counts as: with 0 the logarithm is not defined, and so few rows cannot show less than
    /// half a row.
    /// </summary>
    public const double EmptyBinRows = 0.5;

    /// <summary>The index of two sets of rows over the same bins.</summary>
    /// <param name="reference">Rows in each bin at training time, zero or more.</param>
    /// <param name="current">Rows in each bin now, zero or more.</param>
    /// <returns>The index; NaN where either side is empty.</returns>
    /// <exception cref="ArgumentException">The numbers of bins differ.</exception>
    public static double Compute(IReadOnlyList<double> reference, IReadOnlyList<double> current)
    {
        if (reference.Count != current.Count)
        {
            throw new ArgumentException($"The reference has {reference.Count} bins, the current window {current.Count}.");
        }

        var (referenceRows, currentRows) = (reference.Sum(), current.Sum());
        if (referenceRows <= 0 || currentRows <= 0)
        {
            return double.NaN;
        }

        var index = 0d;
        for (var bin = 0; bin < reference.Count; bin++)
        {
            if (reference[bin] > 0 || current[bin] > 0)
            {
                var r = Math.Max(reference[bin], EmptyBinRows) / referenceRows;
                var c = Math.Max(current[bin], EmptyBinRows) / currentRows;
                index += (c - r) * Math.Log(c / r);
            }
        }

        return index;
    }
}
