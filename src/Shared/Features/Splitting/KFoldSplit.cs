using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Deals few rows into parts, each of which is held out once while the others are for training: a choice on an eighth
/// of a few hundred rows is chance (Kohavi, A study of cross-validation and bootstrap for accuracy estimation and model
/// selection, IJCAI 1995). Rows of one key stay together. Every class is spread evenly; a class with a single key is
/// always in training.
/// </summary>
internal static class KFoldSplit
{
    private const int Parts = 5;
    private const int NeverHeld = -1;

    /// <summary>Most rows: a validation set of more is large enough by itself.</summary>
    private const int FewRows = 10_000;

    /// <summary>Most cells, counted once for each class, for five trainings in reasonable time.</summary>
    private const long FewCells = 4_000_000;

    /// <summary>The number of cells that the words of a text count as.</summary>
    private const long CellsOfProse = 1_000;

    /// <summary>The parts; none if there are many rows, or too few.</summary>
    /// <param name="rows">The training and validation rows, ascending.</param>
    /// <param name="keys">The key of each row of the frame.</param>
    /// <param name="schema">The columns' roles.</param>
    /// <param name="classes">The classes of the frame's rows, where there are any.</param>
    public static IReadOnlyList<FoldRows> Make(int[] rows, ulong[] keys, IReadOnlyList<ColumnSchema> schema, ClassIndex? classes)
    {
        var own =
            classes?.Take(rows).Rows().ToArray()
            ??
            [
                [.. Enumerable.Range(0, rows.Length)],
            ];
        if (rows.Length > FewRows || rows.Length * Weigh(schema) * own.Length > FewCells)
        {
            return [];
        }

        var (part, dealt) = (new Dictionary<ulong, int>(), 0);
        foreach (var of in own)
        {
            ulong[] distinct = [.. of.Select(i => keys[rows[i]]).Distinct().Order()];
            foreach (var key in distinct.Where(key => distinct.Length == 1 || !part.ContainsKey(key)))
            {
                part[key] = distinct.Length > 1 ? dealt++ % Parts : NeverHeld;
            }
        }

        return dealt < Parts
            ? []
            :
            [
                .. Enumerable
                    .Range(0, Parts)
                    .Select(held => new FoldRows(
                        [.. rows.Where(row => part.GetValueOrDefault(keys[row], NeverHeld) != held)],
                        [.. rows.Where(row => part.GetValueOrDefault(keys[row], NeverHeld) == held)]
                    )),
            ];
    }

    /// <summary>The number of cells of a row.</summary>
    private static long Weigh(IReadOnlyList<ColumnSchema> schema) =>
        schema
            .Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time)
            .Sum(column => column.Text == TextKind.Prose ? CellsOfProse : 1);
}
