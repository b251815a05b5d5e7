namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The G-test of homogeneity, a likelihood-ratio test: how often two sets of rows of the same distribution would differ
/// by as much as these do. <c>G = 2 sum of o ln(o / e)</c> over both sets' bins, where o are the rows in a bin and e
/// those expected there had both sets the same shares. Divided by Williams' correction for small sets, G follows
/// chi-square with one degree of freedom fewer than bins (Sokal and Rohlf, Biometry, 1995; Williams, Improved
/// Likelihood Ratio Tests for Complete Contingency Tables, Biometrika 63, 1976).
/// </summary>
/// <remarks>
/// Domain: any column that has bins (<see cref="ColumnBins"/>); few bins should expect less than five rows. G is close
/// to the population stability index times the current rows, where the reference has many more rows.
/// </remarks>
public static class GTest
{
    /// <summary>
    /// The p-value, 0 to 1, of two sets of rows over the same bins; 1 where either side is empty or all rows are in one
    /// bin.
    /// </summary>
    /// <param name="reference">Rows in each bin at training time, zero or more.</param>
    /// <param name="current">Rows in each bin now, zero or more.</param>
    public static double PValue(IReadOnlyList<double> reference, IReadOnlyList<double> current)
    {
        var (referenceRows, currentRows) = (reference.Sum(), current.Sum());
        if (referenceRows <= 0 || currentRows <= 0)
        {
            return 1;
        }

        var rows = referenceRows + currentRows;
        var (g, bins, inverses) = (0d, 0, 0d);
        for (var bin = 0; bin < reference.Count; bin++)
        {
            var both = reference[bin] + current[bin];
            if (both > 0)
            {
                g += Term(reference[bin], both * referenceRows / rows) + Term(current[bin], both * currentRows / rows);
                inverses += rows / both;
                bins++;
            }
        }

        var freedom = bins - 1;
        var williams = 1 + (((rows / referenceRows) + (rows / currentRows) - 1) * (inverses - 1) / (6 * rows * Math.Max(1, freedom)));
        return freedom < 1 ? 1 : ChiSquare.Survival(Math.Max(0, g) / williams, freedom);
    }

    private static double Term(double observed, double expected) => observed > 0 ? 2 * observed * Math.Log(observed / expected) : 0;
}
