using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>What is done about columns that give the label away.</summary>
internal static class Leakage
{
    /// <summary>The definition with those columns ignored, except where the team itself has declared them features.</summary>
    public static ModelDefinition Exclude(ModelDefinition definition, IReadOnlyList<LeakFinding> leaks, IReadOnlySet<string> declared) => definition with
    {
        Columns = definition.Columns.ToDictionary(
            column => column.Key,
            column => column.Value.Role == ColumnRole.Feature && !declared.Contains(column.Key) && leaks.Any(leak => leak.Column == column.Key)
                ? column.Value with { Role = ColumnRole.Ignore }
                : column.Value),
    };
}
