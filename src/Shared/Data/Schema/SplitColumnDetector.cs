using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Finds the column in which a file says itself which rows are to be learned from and which to be judged by, so that it
/// becomes neither label nor input: it is called so, and says nothing else.
/// </summary>
internal static class SplitColumnDetector
{
    private static readonly string[] Names = ["split", "part", "partition", "set", "subset", "dataset"];

    private static readonly Dictionary<string, SplitSide> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = SplitSide.Train,
        ["training"] = SplitSide.Train,
        ["validation"] = SplitSide.Validation,
        ["valid"] = SplitSide.Validation,
        ["val"] = SplitSide.Validation,
        ["test"] = SplitSide.Test,
        ["testing"] = SplitSide.Test,
    };

    /// <summary>The column that seems to hold the sides, by the first rows; null if there is none.</summary>
    public static string? Find(FileHeader head) =>
        Enumerable
            .Range(0, head.Names.Count)
            .Where(i =>
                Names.Contains(head.Names[i], StringComparer.OrdinalIgnoreCase)
                && HoldsWords([.. head.Rows.Where(row => i < row.Length && !MissingMarkers.IsMissing(row[i])).Select(row => row[i])])
            )
            .Select(i => head.Names[i])
            .FirstOrDefault();

    /// <summary>The definition with the file's own split, where its rows bear that out, and what a reader should know.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="plan">What is known of their columns.</param>
    /// <param name="definition">The definition so far; it says nothing of the column.</param>
    public static (ModelDefinition Definition, IReadOnlyList<Note> Notes) Apply(
        DataFrame frame,
        DeclaredColumns plan,
        ModelDefinition definition
    )
    {
        if (plan.FoundSplit is not { } name)
        {
            return (definition, []);
        }

        Note? otherwise =
            definition.Split.Kind is { } kind ? ColumnNotes.SplitDeclaredOtherwise(name, kind.JsonName())
            : definition.Task == ModelTask.Forecast ? ColumnNotes.SplitOfForecast(name)
            : null;
        if (otherwise is not null || Sides(frame, name) is not { } sides)
        {
            return (definition, [otherwise ?? ColumnNotes.SplitIncomplete(name)]);
        }

        var split = definition.Split with { Column = name, Sides = sides.All(side => side.Key == side.Value.JsonName()) ? null : sides };
        return (definition with { Split = split }, [ColumnNotes.SplitUsed(name)]);
    }

    private static bool HoldsWords(IReadOnlyList<byte[]> cells) =>
        cells.Count > 0 && cells.All(cell => Words.ContainsKey(Encoding.UTF8.GetString(cell)));

    /// <summary>What each value means; null where one means nothing, or no row is to be learned from or judged by.</summary>
    private static SortedDictionary<string, SplitSide>? Sides(DataFrame frame, string name)
    {
        if (frame.Find(name) is not TextColumn column || Array.Exists(column.Codes, code => code < 0))
        {
            return null;
        }

        var values = column.Codes.Distinct().Select(code => column.Levels[code]).ToList();
        return
            values.All(Words.ContainsKey)
            && values.Exists(value => Words[value] == SplitSide.Train)
            && values.Exists(value => Words[value] == SplitSide.Test)
            ? new(values.ToDictionary(value => value, value => Words[value]), StringComparer.Ordinal)
            : null;
    }
}
