using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>What a reader should know of how a file was read, in words.</summary>
internal static class ReadingNotes
{
    private const int Listed = 10;

    /// <summary>Columns of numbers that name things.</summary>
    public static IEnumerable<string> Codes(IReadOnlyList<string> columns)
    {
        var listed = string.Join(", ", columns.Take(Listed).Select(name => $"'{name}'")) + (columns.Count > Listed ? ", ..." : "");
        const string Why = "numbers that name things, such as ids and postal codes, and";
        const string Otherwise = "taken as text; declare the type number where numbers measure something.";
        return columns.Count switch
        {
            0 => [],
            1 => [$"Column {listed} holds {Why} is {Otherwise}"],
            _ => [$"Columns {listed} hold {Why} are {Otherwise}"],
        };
    }

    /// <summary>A label of whole numbers that was guessed to name classes, and may count instead.</summary>
    public static IEnumerable<string> NumericClasses(DataFrame frame, ModelDefinition definition, string model)
    {
        if (
            definition is { Task: ModelTask.Multiclass, Label: { } label }
            && definition.Columns[label].Pii is null
            && frame.Find(label) is NumberColumn { Values: var values }
        )
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Label '{label}' has {values.Distinct().Count():N0} whole numbers from {values.Min()} to {values.Max()}, which are "
                    + $"taken as classes. If they count or measure something, mlops run FILE --model {model} "
                    + $"--label {ShellWord.Of(label)} --task regression learns them as numbers."
            );
        }
    }

    /// <summary>Texts that are longer than what is read of one.</summary>
    public static IEnumerable<string> CutTexts(DataFrame frame, IReadOnlyList<ColumnSchema> schema)
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
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count:N0} texts of column '{column.Name}' are longer than {Tokenizer.MaxCharacters:N0} "
                        + $"characters; what follows in them is not read."
                );
            }
        }
    }

    /// <summary>How the beginning of a file that is read against a known schema was taken.</summary>
    public static IEnumerable<string> Layout(FileHeader head) =>
        [
            .. head.HasHeader ? [] : (string[])["The file has no header; its columns are taken by their places."],
            .. head.LinesBefore.Count > 0 ? [LinesBefore(head.LinesBefore)] : (string[])[],
        ];

    /// <summary>Cells hold a mark of a missing value that the training data did not have.</summary>
    public static string NewMark(NewMark mark) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Column '{mark.Column}': {(mark.Cells == 1 ? "1 cell holds" : $"{mark.Cells:N0} cells hold")} '{mark.Text}', "
                + $"taken as missing; the training data had no such mark."
        );

    /// <summary>Lines before the table were passed over.</summary>
    public static string LinesBefore(IReadOnlyList<long> lines)
    {
        var listed =
            string.Join(", ", lines.Take(Listed).Select(line => line.ToString(CultureInfo.InvariantCulture)))
            + (lines.Count > Listed ? ", ..." : "");
        return lines.Count == 1
            ? $"Line {listed} stands before the table and is passed over, as a title or a comment."
            : $"Lines {listed} stand before the table and are passed over, as titles or comments.";
    }

    /// <summary>A column of texts that look like dates.</summary>
    public static string LooksLikeDates(string column, string example) =>
        $"Column '{column}' looks like dates, such as '{Quarantine.Show(example)}', that cannot be read "
        + "for sure, and is taken as text; declare its type time with a format such as \"dd/MM/yyyy\" to "
        + "have them read.";

    /// <summary>A column of numbers most of which look like dates.</summary>
    public static string MostlyDates(string column, int others) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Column '{column}' looks like dates such as 20261231, but {others:N0} of its numbers are none, "
                + $"so that all are taken as numbers; declare its type time to have them read and the others set aside."
        );

    /// <summary>A column of numbers whose points may stand between thousands.</summary>
    public static string DoubtfulPoint(string column, string example) =>
        $"Column '{column}' is read with decimal points, though '{Quarantine.Show(example)}' may have one "
        + "between thousands and no cell tells; if so, declare its type number with the format \"1.234,5\".";

    /// <summary>A column of texts that may be numbers.</summary>
    public static string DoubtfulComma(string column, string example) =>
        $"Column '{column}' is taken as text, because no cell tells whether the comma in '"
        + $"{Quarantine.Show(example)}' is decimal or between thousands; declare its type number with the "
        + "format \"1,234.5\" or \"1.234,5\".";
}
