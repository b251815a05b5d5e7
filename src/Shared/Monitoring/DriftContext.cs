namespace MLOpsFunctions.Monitoring;

/// <summary>Adds to a report what its columns mean: since when they drift, and how much the model depends on them.</summary>
internal static class DriftContext
{
    /// <summary>Whether a report may be the one that a check of predictions goes on from.</summary>
    /// <param name="report">A report, of the same model.</param>
    public static bool CanPrecede(DriftReport report, string check) =>
        report is { Conclusive: true, Current: DriftReport.OfPredictions } && report.Check != check;

    /// <summary>
    /// The report with the time since when each column has drifted: a check goes on from the one before if both are of
    /// predictions of the same version.
    /// </summary>
    /// <param name="before">The newest conclusive report of before; null: none.</param>
    public static DriftReport WithSince(DriftReport report, DriftReport? before)
    {
        var continues = before is not null && before.Version == report.Version && before.Current == report.Current;
        var known = (continues ? before!.Columns : [])
            .Where(column => column.Drifted)
            .ToDictionary(column => column.Column, column => column.Since ?? before!.At, StringComparer.Ordinal);
        return report with
        {
            Columns =
            [
                .. report.Columns.Select(column =>
                    column.Drifted ? column with { Since = known.TryGetValue(column.Column, out var since) ? since : report.At } : column
                ),
            ],
        };
    }
}
