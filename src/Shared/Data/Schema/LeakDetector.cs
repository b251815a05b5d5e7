using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Finds columns that give the label away: its copies, columns that alone predict it almost perfectly, and pairs of
/// columns whose sum or difference it is.
/// </summary>
internal static class LeakDetector
{
    /// <summary>
    /// Share of the label's variation, or of the errors of always guessing the commonest class, that one honest feature
    /// never explains.
    /// </summary>
    public const double Threshold = 0.99;

    /// <summary>Below this a column can predict all others by chance.</summary>
    private const int MinRows = 30;

    public static IReadOnlyList<LeakFinding> Find(
        DataFrame frame,
        ColumnRoles roles,
        ModelDefinition definition,
        DeclaredColumns plan,
        int threads,
        CancellationToken cancellation
    )
    {
        var findings = new LeakFinding?[frame.Columns.Count];
        var label = roles.Label is { } name && frame.RowCount >= MinRows ? LeakScorer.Of(frame.Find(name)!, definition.Task!.Value) : null;
        Parallel.For(
            0,
            findings.Length,
            new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            i =>
            {
                var column = frame.Columns[i];
                findings[i] = roles.ByColumn[column.Name] switch
                {
                    ColumnRole.Id => new(
                        column.Name,
                        LeakKind.Identifier,
                        0,
                        plan.DeclaredRole(column.Name) == ColumnRole.Id ? ColumnNotes.DeclaredId(column.Name)
                            : plan.IsUnnamed(column.Name) ? ColumnNotes.Unnamed(column.Name)
                            : ColumnNotes.Identifier(column.Name)
                    ),
                    ColumnRole.Feature when label is not null => Judge(column, label),
                    _ => null,
                };
            }
        );
        var found = findings.OfType<LeakFinding>().ToList();
        return label is { IsClass: false } ? [.. found, .. LeakPairDetector.Find(Candidates(frame, roles, found), label)] : found;
    }

    private static LeakFinding? Judge(DataColumn column, LeakScorer label)
    {
        var power = label.Power(column);
        return power < Threshold ? null
            : label.IsCopy(column) ? new(column.Name, LeakKind.Copy, 1, ColumnNotes.LabelCopy(column.Name, label.Name))
            : new(column.Name, LeakKind.Predictor, power, ColumnNotes.LabelPredictor(column.Name, label.Name, power));
    }

    private static List<NumberColumn> Candidates(DataFrame frame, ColumnRoles roles, List<LeakFinding> found)
    {
        var known = found.Select(finding => finding.Column).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. frame
                .Columns.OfType<NumberColumn>()
                .Where(column => roles.ByColumn[column.Name] == ColumnRole.Feature && !known.Contains(column.Name)),
        ];
    }
}
