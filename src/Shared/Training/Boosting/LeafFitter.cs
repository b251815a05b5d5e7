using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Gives leaves their values from the exact derivatives of their rows: the grown tree's shape came from rounded ones, its values need not
/// (Shi et al. 2022, section 4.3). Sums run over fixed blocks of rows in order, so that no number of threads changes them.
/// </summary>
internal static class LeafFitter
{
    /// <summary>The leaf's step before bounds and learning rate.</summary>
    public static double Fit(ReadOnlySpan<ulong> entries, Loss loss, ScoredRows rows, float[] gradients, float[]? hessians, SplitRules rules)
    {
        if (loss.LeafQuantile is { } quantile)
        {
            return ResidualQuantile(entries, rows, quantile);
        }

        var (gradient, hessian) = (0d, 0d);
        foreach (var entry in entries)
        {
            gradient += gradients[RowEntry.Row(entry)];
            hessian += hessians is null ? 1 : hessians[RowEntry.Row(entry)];
        }

        return hessian > 0 ? Math.Clamp(rules.Value(gradient, hessian), -loss.MaxStep, loss.MaxStep) : 0;
    }

    private static double ResidualQuantile(ReadOnlySpan<ulong> entries, ScoredRows rows, double quantile)
    {
        var residuals = new double[entries.Length];
        var weights = rows.Weights is null ? null : new float[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var row = RowEntry.Row(entries[i]);
            residuals[i] = rows.Targets[row] - (double)rows.Scores[0][row];
            if (weights is not null)
            {
                weights[i] = rows.Weights![row];
            }
        }

        return Weighted.Quantile(residuals, weights, quantile);
    }
}
