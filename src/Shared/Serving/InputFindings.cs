using System.Collections.ObjectModel;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>How rows differ from the training data: columns that they lack, and categories that it did not have.</summary>
/// <param name="Missing">Inputs of the model that no row has.</param>
/// <param name="Lacking">Inputs that some rows have, each with the numbers of the rows that lack it.</param>
/// <param name="Unseen">Cells of levels that were never seen, by column and row.</param>
internal sealed record InputFindings(
    IReadOnlyList<string> Missing,
    IReadOnlyList<(string Column, IReadOnlyList<int> Rows)> Lacking,
    IReadOnlyList<UnseenCell> Unseen
)
{
    /// <summary>Marks of missing values that the training data did not have.</summary>
    public IReadOnlyList<(string Column, int Row, string Mark)> NewMarks { get; init; } = [];

    /// <summary>Columns that a refusal lists.</summary>
    private const int Listed = 20;

    /// <summary>Whether the rows are as the training data were.</summary>
    private bool IsNone => Missing.Count + Lacking.Count + Unseen.Count + NewMarks.Count == 0;

    /// <summary>Looks at rows that are about to be answered.</summary>
    /// <param name="served">The version that answers.</param>
    /// <param name="inputs">The rows, private cells protected.</param>
    /// <param name="gaps">The columns that they lack.</param>
    /// <param name="given">The rows as they came, to quote; a private column is not quoted.</param>
    public static InputFindings Of(ServedModel served, DataFrame inputs, InputGaps gaps, DataFrame given)
    {
        var unseen = UnseenIn(served, inputs, given);
        if (gaps == InputGaps.None)
        {
            return new([], [], unseen);
        }

        string[] names = [.. served.Inputs.Select(column => column.Name)];
        return new(
            [.. names.Intersect(gaps.Absent)],
            [.. names.Where(gaps.Partial.ContainsKey).Select(name => (name, gaps.Partial[name]))],
            unseen
        )
        {
            NewMarks = [.. gaps.NewMarks.Where(mark => names.Contains(mark.Column))],
        };
    }

    /// <summary>Refuses rows that say nothing, and what the definition does not want answered.</summary>
    /// <exception cref="ProblemException">A row has none of the inputs, or something that the policy refuses.</exception>
    public void Check(ServedModel served, int rows)
    {
        if (IsNone)
        {
            return;
        }

        var lacks = new int[rows];
        foreach (var row in Lacking.SelectMany(column => column.Rows))
        {
            lacks[row]++;
        }

        var inputs = served.Inputs.Select(column => column.Name).ToList();
        if (inputs.Count > 0 && Array.FindIndex(lacks, count => count + Missing.Count == inputs.Count) is >= 0 and var empty)
        {
            throw Refused(
                $"Row {empty + 1} has none of the columns that the model answers from",
                "none of them",
                string.Join(", ", inputs.Take(Listed)),
                $"rows[{empty}]",
                "send them by name; null is an empty cell"
            );
        }

        if (
            served.Serving.Missing == InputPolicy.Refuse
            && Missing.Concat(Lacking.Select(column => column.Column)).ToList() is [_, ..] missing
        )
        {
            throw Refused(
                "The rows lack columns that the model answers from",
                $"no {string.Join(", ", missing.Take(Listed).Select(Quoted))}",
                "every input in every row, as serving.missing in the definition wants it",
                Missing.Count > 0 ? "rows" : $"rows[{Lacking[0].Rows[0]}]",
                "send them; null is an empty cell"
            );
        }

        if (served.Serving.Unseen == InputPolicy.Refuse && Unseen is [var unseen, ..])
        {
            throw Refused(
                $"Column {Quoted(unseen.Column)} holds a value that was never seen in training",
                unseen.Text is null ? null : Quoted(unseen.Text),
                "a value that the training data had, as serving.unseen in the definition wants it",
                $"rows[{unseen.Row}]",
                unseen.Padded is null ? null : $"did you mean {Quoted(unseen.Padded)}?"
            );
        }
    }

    /// <summary>A note for each way in which the rows as a whole differ.</summary>
    public IReadOnlyList<Note> Notes =>
        IsNone
            ? []
            :
            [
                .. Missing.Count == 0 ? [] : (Note[])[ServingNotes.Missing(Missing)],
                .. Lacking.Select(column => ServingNotes.Lacking(column.Column, column.Rows.Count)),
                .. Unseen.GroupBy(cell => cell.Column).Select(column => ServingNotes.Unseen(column.Key, column.Count())),
                .. NewMarks
                    .GroupBy(mark => (mark.Column, mark.Mark))
                    .Select(mark => ReadingNotes.NewMark(mark.Key.Column, mark.Key.Mark, mark.Count())),
            ];

    /// <summary>
    /// A note for each way in which a row differs from the others or from the training data, by row; rows without one are left out.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Note>> RowNotes =>
        IsNone
            ? ReadOnlyDictionary<int, IReadOnlyList<Note>>.Empty
            : Lacking
                .SelectMany(column => column.Rows.Select(row => (Row: row, Note: ServingNotes.RowLacks(column.Column))))
                .Concat(Unseen.Select(cell => (cell.Row, Note: ServingNotes.RowUnseen(cell.Column, cell.Text, cell.Padded))))
                .Concat(NewMarks.Select(mark => (mark.Row, Note: ReadingNotes.NewMark(mark.Column, mark.Mark, 1))))
                .GroupBy(note => note.Row)
                .ToDictionary(row => row.Key, row => (IReadOnlyList<Note>)[.. row.Select(note => note.Note)]);

    private static List<UnseenCell> UnseenIn(ServedModel served, DataFrame inputs, DataFrame given)
    {
        var (keys, unseen) = (served.Model.Series?.Plan.Keys, new List<UnseenCell>()); // An unknown series is told of as one.
        foreach (var text in inputs.Columns.OfType<TextColumn>())
        {
            if (keys?.Contains(text.Name) != true && !Array.TrueForAll(text.Levels, level => IsKnown(served, text, level)))
            {
                unseen.AddRange(UnseenIn(served, text, served.IsPrivate(text.Name) ? null : given.Find(text.Name) as TextColumn));
            }
        }

        return unseen;
    }

    private static bool IsKnown(ServedModel served, TextColumn column, string level) =>
        served.Model.Levels?.Has(column.Name, level) != false;

    private static IEnumerable<UnseenCell> UnseenIn(ServedModel served, TextColumn inputs, TextColumn? given)
    {
        var isUnseen = Array.ConvertAll(inputs.Levels, level => !IsKnown(served, inputs, level));
        for (var row = 0; row < inputs.Length; row++)
        {
            if (inputs.Codes[row] is >= 0 and var code && isUnseen[code])
            {
                var text = given?[row];
                yield return new(inputs.Name, row, text, text is null ? null : served.Model.Levels!.Padded(inputs.Name, text));
            }
        }
    }

    private static string Quoted(string text) => $"'{BlobNames.Printable(text)}'";

    private static ProblemException Refused(string title, string? found, string expected, string where, string? advice) =>
        new(new(title, found, expected, where, advice));
}

/// <summary>A cell of a level that was never seen in training.</summary>
/// <param name="Column">The column.</param>
/// <param name="Row">The row's number, from 0.</param>
/// <param name="Text">What it holds; null where it is private.</param>
/// <param name="Padded">The same with leading zeros, where that was seen.</param>
internal sealed record UnseenCell(string Column, int Row, string? Text, string? Padded);
