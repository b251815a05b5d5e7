using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Sums up what was inferred of a file, with reasons.</summary>
internal static class SchemaSummary
{
    /// <summary>The summary.</summary>
    /// <param name="plan">What was known of the columns before the rows were read.</param>
    /// <param name="declared">The definition before anything was inferred; null: there was none.</param>
    /// <param name="completed">The completed definition.</param>
    /// <param name="leaks">The columns that give the label away.</param>
    public static InferredSchema Of(
        DeclaredColumns plan,
        ModelDefinition? declared,
        ModelDefinition completed,
        IReadOnlyList<LeakFinding> leaks
    ) =>
        new(
            completed.Label,
            plan.LabelFrom,
            completed.Task!.Value,
            declared?.Task is null ? TaskSource.LabelValues : TaskSource.Declared,
            plan.Names.FirstOrDefault(name => RoleOf(completed, name) == ColumnRole.Time),
            completed.Task == ModelTask.Forecast ? [.. plan.Names.Where(name => RoleOf(completed, name) == ColumnRole.Group)] : [],
            [
                .. plan
                    .Names.Where(name => RoleOf(completed, name) is ColumnRole.Id or ColumnRole.Ignore)
                    .Select(name => new UnusedColumn(name, ReasonOf(name, declared, completed, leaks, plan))),
            ]
        );

    private static UnusedReason ReasonOf(
        string column,
        ModelDefinition? declared,
        ModelDefinition completed,
        IReadOnlyList<LeakFinding> leaks,
        DeclaredColumns plan
    ) =>
        RoleOf(declared, column) is ColumnRole.Id or ColumnRole.Ignore ? UnusedReason.Declared
        : column == completed.Split.Column ? UnusedReason.Split
        : leaks.FirstOrDefault(leak => leak.Column == column)?.Kind switch
        {
            LeakKind.Identifier => plan.IsUnnamed(column) ? UnusedReason.Unnamed : UnusedReason.Identifier,
            LeakKind.Copy => UnusedReason.LabelCopy,
            LeakKind.Predictor => UnusedReason.LabelLeak,
            _ => RoleOf(completed, column) == ColumnRole.Id ? UnusedReason.Identifier : UnusedReason.Empty,
        };

    private static ColumnRole? RoleOf(ModelDefinition? definition, string column) => definition?.Columns.GetValueOrDefault(column)?.Role;
}
