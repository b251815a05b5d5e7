namespace MLOpsFunctions.Monitoring;

/// <summary>Drift of all features together: how well a classifier tells current rows from training rows.</summary>
/// <param name="Auc">Cross-validated area under the ROC curve; 0.5 is a guess, 1 is always right.</param>
/// <param name="Low">Lower end of its 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Threshold">The least AUC that matters.</param>
/// <param name="PValue">The probability that chance alone makes any test of the check find so much, 0 to 1.</param>
/// <param name="Drifted">Whether the AUC matters, and chance does not explain it.</param>
/// <param name="Rows">Rows that were learned from, half of them current.</param>
public sealed record MultivariateDrift(double Auc, double Low, double High, double Threshold, double PValue, bool Drifted, int Rows)
{
    /// <summary>The test's name in reports.</summary>
    public const string Name = "multivariate";
}
