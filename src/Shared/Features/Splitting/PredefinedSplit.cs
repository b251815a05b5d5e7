using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// The file gives each row's side, so that results can be compared with others on the same rows. Nothing is guessed: a
/// value without a meaning, or a side without rows, ends the run. Without validation rows, a share of the training rows
/// is taken: the latest if the test rows are later than all of them, otherwise by hash, in whole groups if there are
/// groups.
/// </summary>
internal static class PredefinedSplit
{
    /// <summary>Most values in a refusal.</summary>
    private const int Named = 10;

    private static readonly Dictionary<string, SplitSide> Plain = new(StringComparer.Ordinal)
    {
        ["train"] = SplitSide.Train,
        ["validation"] = SplitSide.Validation,
        ["test"] = SplitSide.Test,
    };

    /// <summary>The sides of rows by the column, and notes on them.</summary>
    /// <exception cref="ProblemException">There is no such column, a row has no value or one without a meaning, or
    /// training or test has no rows.</exception>
    public static SideAssignment Assign(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        ModelDefinition definition,
        ClassIndex? classes
    )
    {
        var split = definition.Split;
        var sides = Read(frame, split.Column!, split.Sides ?? Plain);
        var contents = SplitKeys.OfContents(frame, schema, definition.Training.Seed);
        if (sides.Contains(Side.Validation))
        {
            return new(sides) { Notes = NotesOn(sides, contents, split.Column!) };
        }

        var isGrouped = schema.Any(column => column.Role == ColumnRole.Group);
        if (!isGrouped && TimeSplit.Halve(frame, schema, split, sides) is var (time, inTime))
        {
            return new(sides, inTime) { Notes = [.. NotesOn(sides, contents, split.Column!), SplitNotes.LatestValidate(time)] };
        }

        var keys = isGrouped ? SplitKeys.OfGroups(frame, schema, definition.Training.Seed) : contents;
        Halve(sides, keys, isGrouped ? "groups" : "distinct rows", split, classes);
        return new(sides) { Notes = NotesOn(sides, contents, split.Column!), Keys = keys };
    }

    /// <summary>Moves some training rows to validation, by their keys.</summary>
    private static void Halve(Side[] sides, ulong[] keys, string noun, SplitDefinition split, ClassIndex? classes)
    {
        int[] rows = [.. Enumerable.Range(0, sides.Length).Where(row => sides[row] == Side.Training)];
        var own = HashSplit.Halve(Array.ConvertAll(rows, row => keys[row]), $"{noun} to learn from", split, classes?.Take(rows));
        for (var i = 0; i < rows.Length; i++)
        {
            sides[rows[i]] = own[i];
        }
    }

    private static Side[] Read(DataFrame frame, string name, IReadOnlyDictionary<string, SplitSide> meanings)
    {
        var column =
            frame.Find(name)
            ?? throw new ProblemException(
                new(
                    "The column that says which rows are held out is not in the data",
                    $"no column '{name}'",
                    $"'{name}' among the columns",
                    "split.column",
                    DidYouMean.Sentence(name, frame.Columns.Select(other => other.Name))
                )
            );
        var (sides, counts, unknown) = (new Side[frame.RowCount], new int[3], new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var row = 0; row < sides.Length; row++)
        {
            if (CellWriter.Write(column, row) is not { } value)
            {
                unknown[""] = unknown.GetValueOrDefault("") + 1;
            }
            else if (meanings.TryGetValue(value, out var side))
            {
                sides[row] = side switch
                {
                    SplitSide.Test => Side.Test,
                    SplitSide.Validation => Side.Validation,
                    _ => Side.Training,
                };
                counts[(int)sides[row]]++;
            }
            else if (unknown.Count <= Named || unknown.ContainsKey(value))
            {
                unknown[value] = unknown.GetValueOrDefault(value) + 1;
            }
        }

        return unknown.Count > 0 ? throw Unknown(name, unknown, meanings)
            : counts[(int)Side.Training] == 0 ? throw Empty(name, "learn from", SplitSide.Train, counts, meanings)
            : counts[(int)Side.Test] == 0 ? throw Empty(name, "judge by", SplitSide.Test, counts, meanings)
            : sides;
    }

    private static ProblemException Unknown(
        string name,
        SortedDictionary<string, int> unknown,
        IReadOnlyDictionary<string, SplitSide> meanings
    )
    {
        var listed = string.Join(
            ", ",
            unknown
                .Take(Named)
                .Select(entry =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(entry.Key.Length == 0 ? "no value" : Quote(entry.Key))} in {entry.Value:N0} "
                            + $"{(entry.Value == 1 ? "row" : "rows")}"
                    )
                )
        );
        var first = unknown.Keys.FirstOrDefault(value => value.Length > 0);
        return new(
            new(
                $"The split does not know what every value of '{name}' means",
                listed + (unknown.Count > Named ? ", ..." : ""),
                string.Join(", ", meanings.Keys.Select(Quote)),
                $"column '{name}'; split.sides",
                first is null
                    ? "give each row a side"
                    : DidYouMean.Sentence(first, meanings.Keys) ?? "say in split.sides which values are train, validation and test"
            )
        );
    }

    private static ProblemException Empty(
        string name,
        string use,
        SplitSide side,
        int[] counts,
        IReadOnlyDictionary<string, SplitSide> meanings
    ) =>
        new(
            new(
                $"The split leaves no row to {use}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counts[(int)Side.Training]:N0} rows to learn from, {counts[(int)Side.Validation]:N0} to choose "
                        + $"by and {counts[(int)Side.Test]:N0} to judge by"
                ),
                $"rows with {string.Join(" or ", meanings.Where(entry => entry.Value == side).Select(entry => Quote(entry.Key)))}",
                $"column '{name}'",
                "drop one file that holds the rows of all sides"
            )
        );

    private static Note[] NotesOn(Side[] sides, ulong[] contents, string name)
    {
        int Count(Side side) => sides.AsSpan().Count(side);
        var learned = new HashSet<ulong>();
        for (var row = 0; row < sides.Length; row++)
        {
            _ = sides[row] != Side.Test && learned.Add(contents[row]);
        }

        var copies = Enumerable.Range(0, sides.Length).Count(row => sides[row] == Side.Test && learned.Contains(contents[row]));
        var used = SplitNotes.OwnSplit(name, Count(Side.Training) + Count(Side.Validation), Count(Side.Test));
        return copies == 0 ? [used] : [used, SplitNotes.TestCopies(copies)];
    }

    private static string Quote(string value) => $"'{Storage.BlobNames.Printable(value)}'";
}
