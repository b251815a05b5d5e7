using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>What is done about columns that give the label away.</summary>
internal static class LeakPolicy
{
    /// <summary>
    /// The definition with those columns ignored, except where users have declared them features, or where nothing
    /// else would be left to learn from; the findings then say so.
    /// </summary>
    public static (ModelDefinition Definition, IReadOnlyList<LeakFinding> Leaks) Exclude(
        ModelDefinition definition,
        IReadOnlyList<LeakFinding> leaks,
        IReadOnlySet<string> declared
    )
    {
        var leaking = leaks.Where(leak => leak.Kind != LeakKind.Identifier).Select(leak => leak.Column).ToHashSet(StringComparer.Ordinal);
        var left = definition.Columns.Any(column =>
            column.Value.Role is ColumnRole.Feature or ColumnRole.Time && (!leaking.Contains(column.Key) || declared.Contains(column.Key))
        );
        if (!left)
        {
            return (
                definition,
                [
                    .. leaks.Select(leak =>
                        leaking.Contains(leak.Column) ? leak with { Note = ColumnNotes.With(leak.Note, LeakUse.OnlyFeature) } : leak
                    ),
                ]
            );
        }

        var columns = definition.Columns.ToDictionary(
            column => column.Key,
            column =>
                column.Value.Role == ColumnRole.Feature && leaking.Contains(column.Key) && !declared.Contains(column.Key)
                    ? column.Value with
                    {
                        Role = ColumnRole.Ignore,
                    }
                    : column.Value
        );
        return (
            definition with
            {
                Columns = columns,
            },
            [
                .. leaks.Select(leak =>
                    !leaking.Contains(leak.Column)
                        ? leak
                        : leak with
                        {
                            Note = ColumnNotes.With(leak.Note, declared.Contains(leak.Column) ? LeakUse.Declared : LeakUse.Ignored),
                        }
                ),
            ]
        );
    }
}
