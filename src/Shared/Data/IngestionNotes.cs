using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Finds what a reader of an ingestion should know of the file.</summary>
internal static class IngestionNotes
{
    /// <summary>Notes on the file's header and on columns that an inferred definition does not have.</summary>
    public static IEnumerable<Note> OnHeader(FileHeader head, DeclaredColumns plan)
    {
        foreach (var remark in head.Remarks)
        {
            yield return remark;
        }

        if (!head.HasHeader)
        {
            yield return ReadingNotes.NoHeader(head.Names.Count);
        }

        if (head.LinesBefore.Count > 0)
        {
            yield return ReadingNotes.LinesBefore(head.LinesBefore);
        }

        if (head.Unnamed.Count > 0)
        {
            yield return ReadingNotes.UnnamedColumns([.. head.Unnamed]);
        }

        if (plan.NewColumns() is { Count: > 0 } added)
        {
            yield return ReadingNotes.NewColumns([.. added]);
        }
    }

    /// <summary>Notes on rows that may be none, and on lines that are none.</summary>
    public static IEnumerable<Note> OnRows(TypedTable table, DeclaredColumns plan)
    {
        if (table.EmptyLines > 0)
        {
            yield return ReadingNotes.EmptyLines(table.EmptyLines);
        }

        if (table.Columns[0] is TextColumn first && !plan.IsPrivate(first.Name) && LikeComments(first) is { Count: > 0 } rows)
        {
            yield return ReadingNotes.LikeComments([.. rows.Select(table.LineOf)]);
        }
    }

    /// <summary>Rows whose first cell begins like a comment, where the other rows show that cells of the column do not.</summary>
    private static List<int> LikeComments(TextColumn first)
    {
        var alike = Array.ConvertAll(first.Levels, BlockParser.BeginsLikeComment);
        List<int> rows = alike.Contains(true)
            ? [.. Enumerable.Range(0, first.Length).Where(row => first.Codes[row] is >= 0 and var code && alike[code])]
            : [];
        return MajorityRule.Holds(first.Codes.Count(code => code >= 0) - rows.Count, rows.Count) ? rows : [];
    }

    /// <summary>A note on columns that hold numbers and were taken as text by how they look.</summary>
    public static IEnumerable<Note> OnCodes(DataFrame frame, DeclaredColumns plan) =>
        CodeColumns(frame, plan) is { Count: > 0 } columns ? [ReadingNotes.Codes(columns)] : [];

    /// <summary>A note on a label of whole numbers that was guessed to name classes, and may be a count.</summary>
    public static IEnumerable<Note> OnNumericClasses(DataFrame frame, ModelDefinition definition, string model)
    {
        if (
            definition is { Task: ModelTask.Multiclass, Label: { } label }
            && definition.Columns[label].Protection() is null
            && frame.Find(label) is NumberColumn { Values: var values }
        )
        {
            yield return ReadingNotes.NumericClasses(label, values.Distinct().Count(), values.Min(), values.Max(), model);
        }
    }

    /// <summary>Notes on texts that are longer than what is read of one.</summary>
    public static IEnumerable<Note> OnCutTexts(DataFrame frame, IReadOnlyList<ColumnSchema> schema)
    {
        foreach (
            var column in schema
                .Where(column => column is { Role: ColumnRole.Feature, Text: TextKind.Prose })
                .Select(column => frame.Find(column.Name))
                .OfType<TextColumn>()
        )
        {
            var isCut = Array.ConvertAll(column.Levels, text => text.Length > Tokenizer.MaxCharacters);
            if (column.Codes.Count(code => code >= 0 && isCut[code]) is var count and > 0)
            {
                yield return ReadingNotes.CutTexts(column.Name, count, Tokenizer.MaxCharacters);
            }
        }
    }

    /// <summary>A note on rows that are exact copies of earlier ones; a forecast is measured on later rows, whatever they repeat.</summary>
    public static IEnumerable<Note> OnDuplicates(DataFrame frame, int threads, ModelDefinition definition) =>
        definition.Task != ModelTask.Forecast && DuplicateCounter.Count(frame, threads) is var count and > 0
            ? [ReadingNotes.Duplicates(count, isTogether: definition.Split.Column is null)]
            : [];

    /// <summary>Columns that hold numbers and were taken as text by how they look.</summary>
    private static IReadOnlyList<string> CodeColumns(DataFrame frame, DeclaredColumns plan) =>
        [
            .. frame
                .Columns.OfType<TextColumn>()
                .Where(column =>
                    plan.DeclaredType(column.Name) is null
                    && !plan.IsPrivate(column.Name)
                    && column.Name != plan.Label
                    && column.Levels.Length > 0
                )
                .Where(column => Array.TrueForAll(column.Levels, level => NumberParser.TryParse(level, out _)))
                .Where(column => DateLikeness.ExampleOf(column) is null)
                .Select(column => column.Name),
        ];
}
