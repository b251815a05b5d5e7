using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features.Splitting;

namespace MLOpsFunctions.Features;

/// <summary>
/// Splits rows. <see cref="SplitKind.Random"/> and <see cref="SplitKind.Group"/> use hashes, so a row stays on its side
/// in every later version of the data: a champion's training rows never become the test rows of a challenger. Few rows
/// are also dealt into parts that are held out in turn. <see cref="SplitKind.Time"/> holds out the last rows,
/// <see cref="SplitKind.Column"/> those that the file names.
/// </summary>
public static class DataSplit
{
    /// <summary>Splits all rows of a frame.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="schema">The columns' roles.</param>
    /// <param name="definition">Kind and shares of the split, the task and the seed.</param>
    /// <returns>The sides. The shares are as close as whole duplicates, groups and instants allow.</returns>
    /// <exception cref="ProblemException">There are too few distinct rows, groups or instants for three sides; a column
    /// that the kind needs is missing; or only one class is left to learn.</exception>
    public static SplitRows Make(DataFrame frame, IReadOnlyList<ColumnSchema> schema, ModelDefinition definition)
    {
        var classes = ClassIndex.Of(frame, schema, definition.Task);
        var kind =
            definition.Split.Kind
            ?? (
                definition.Split.Column is not null ? SplitKind.Column
                : definition.Task == ModelTask.Forecast ? SplitKind.Time
                : schema.Any(column => column.Role == ColumnRole.Group) ? SplitKind.Group
                : SplitKind.Random
            );
        var assigned = kind switch
        {
            SplitKind.Column => PredefinedSplit.Assign(frame, schema, definition, classes),
            SplitKind.Time => TimeSplit.Assign(
                frame,
                schema,
                definition.Split,
                definition.Task == ModelTask.Forecast ? definition.Forecast.Horizon : null
            ),
            SplitKind.Group => ByKey(SplitKeys.OfGroups(frame, schema, definition.Training.Seed), "groups"),
            _ => ByText(SplitKeys.OfContents(frame, schema, definition.Training.Seed)),
        };
        var sides = assigned.Sides;
        var validation = Rows(sides, Side.Validation);
        return new(Rows(sides, Side.Training), validation, Rows(sides, Side.Test), [.. assigned.Notes, .. classes?.Check(sides) ?? []])
        {
            ValidationInTime = assigned.InTime is { } inTime
                ? [.. inTime.Where(row => sides[row] == Side.Validation).Select(row => Array.BinarySearch(validation, row))]
                : null,
            Folds =
                assigned.Keys is { } keys
                && definition.Split.Validation is null
                && definition.Task is not (ModelTask.Clustering or ModelTask.Anomaly)
                    ? KFoldSplit.Make([.. Enumerable.Range(0, sides.Length).Where(row => sides[row] != Side.Test)], keys, schema, classes)
                    : [],
        };

        SideAssignment ByText(ulong[] contents)
        {
            var (keys, notes) = TextKeys.Join(frame, schema, contents);
            return ByKey(keys, "distinct rows") with { Notes = notes };
        }

        SideAssignment ByKey(ulong[] keys, string noun) => new(HashSplit.Assign(keys, noun, definition.Split, classes)) { Keys = keys };
    }

    private static int[] Rows(Side[] sides, Side side)
    {
        var rows = new int[sides.AsSpan().Count(side)];
        for (int row = 0, i = 0; row < sides.Length; row++)
        {
            if (sides[row] == side)
            {
                rows[i++] = row;
            }
        }

        return rows;
    }
}
