using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>What a drift check concludes, and what that rests on.</summary>
internal static class DriftConclusion
{
    /// <summary>The notes, in the order in which they are told.</summary>
    public static IEnumerable<Note> Of(DriftReport report, DriftDefinition definition) =>
        !report.Conclusive ? [DriftNotes.FewRows(report.Rows, definition.MinRows)]
        : report.Columns.Count == 0 ? [DriftNotes.NothingToCompare()]
        : Found(report, definition);

    private static IEnumerable<Note> Found(DriftReport report, DriftDefinition definition)
    {
        var compared = report.Columns.Where(column => !column.Missing).ToArray();
        var drifted = Array.FindAll(compared, column => column.Drifted);
        yield return DriftNotes.Features([.. drifted.Select(Size)], compared.Length, report.DriftedImportance);
        yield return DriftNotes.Bound(report.Drifted, definition.Share);
        if (Names(report.Columns.Where(column => column.Replaced)) is { Count: > 0 } replaced)
        {
            yield return DriftNotes.Replaced(replaced);
        }

        if (report.Predictions is { Drifted: true } predictions)
        {
            yield return DriftNotes.Predictions(Size(predictions));
        }

        if (report.Label is { Drifted: true } label)
        {
            yield return DriftNotes.Label(Size(label), report.IsLabelDrifted);
        }

        if (report.Multivariate is { Drifted: true } together)
        {
            yield return DriftNotes.Together(together.Auc, together.Low, together.High, counts: drifted.Length == 0);
        }

        if (Names(report.Columns.Where(column => column.Missing)) is { Count: > 0 } lacking)
        {
            yield return DriftNotes.Lacking(lacking);
        }

        if (Names(compared.Where(IsTestedInPart)) is { Count: > 0 } untested)
        {
            yield return DriftNotes.NotRun(untested);
        }
    }

    private static bool IsTestedInPart(ColumnDrift column) => column.Tests?.Any(test => test.NotRun == NotRunReason.NotInProfile) == true;

    private static IReadOnlyList<string> Names(IEnumerable<ColumnDrift> columns) => [.. columns.Select(column => column.Column)];

    private static DriftSize Size(ColumnDrift column) =>
        column.Moves is [var move, ..]
            ? new(column.Column, column.Test, column.Value)
            {
                Move = move.What.JsonName(),
                Level = move.Level,
                Before = move.Before,
                Now = move.Now,
            }
            : new(column.Column, column.Test, column.Value);
}
