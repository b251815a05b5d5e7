using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>What a classifier made of training and current rows.</summary>
/// <param name="Auc">Cross-validated area under the ROC curve.</param>
/// <param name="Low">Lower end of its 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">How often chance alone reaches this AUC, 0 to 1.</param>
/// <param name="Rows">Rows that were learned from.</param>
public readonly record struct MultivariateFinding(double Auc, double Low, double High, double PValue, int Rows)
{
    /// <summary>The judgement, with the p-value adjusted for all tests of the check.</summary>
    internal MultivariateDrift Judge(DriftDefinition definition, double adjusted) =>
        new(
            Auc,
            Low,
            High,
            definition.Thresholds.Auc,
            adjusted,
            Drifted: Auc >= definition.Thresholds.Auc && adjusted <= definition.FalseAlarms,
            Rows
        );
}
