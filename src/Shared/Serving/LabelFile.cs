using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Labels as a CSV file that people work on in a spreadsheet: predictions out, with an empty column <c>actual</c>; actual
/// values back in, by the column <c>id</c>.
/// </summary>
public static class LabelFile
{
    private static readonly string[] Own = ["id", "prediction", "confidence", "actual"];

    private static readonly IReadOnlyList<ColumnSchema> Schema =
    [
        new("id", ColumnType.Text, ColumnRole.Id),
        new("actual", ColumnType.Text, ColumnRole.Label),
    ];

    /// <summary>Writes predictions: id, prediction, confidence, an empty actual value, and the inputs.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<UnlabelledPrediction> predictions)
    {
        string[] inputs = [.. predictions.SelectMany(prediction => prediction.Inputs.Keys).Distinct(StringComparer.Ordinal)];
        writer.Write(CsvWriter.Row([.. Own, .. inputs.Select(name => CsvWriter.Harmless(Own.Contains(name) ? $"input {name}" : name))]));
        foreach (var one in predictions)
        {
            writer.Write(
                CsvWriter.Row([
                    one.Id,
                    CsvWriter.Harmless(one.Prediction),
                    one.Confidence is { } confidence ? CellWriter.Write(confidence) : null,
                    null,
                    .. inputs.Select(name => one.Inputs.GetValueOrDefault(name) is { } cell ? CsvWriter.Harmless(cell) : null),
                ])
            );
        }
    }

    /// <summary>The rows that say what turned out to be true; those without an actual value are passed over.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="ProblemException">A column is missing, or no row says anything.</exception>
    public static IReadOnlyList<LabelRow> Read(Stream content, string name)
    {
        var rows = FrameReader.ReadCsv(content, Schema, name);
        if (rows.Absent is [var absent, ..])
        {
            throw new ProblemException(
                new(
                    $"The file has no column '{absent}'",
                    Expected: "the columns id and actual",
                    Where: name,
                    Try: "mlops labels MODEL --out FILE writes a file with both; mlops predict MODEL --file FILE --out ANSWERS "
                        + "writes ids, to which the column actual can be added"
                )
            );
        }

        var (ids, actuals) = (rows.Frame.Find("id")!, rows.Frame.Find("actual")!);
        LabelRow[] labels =
        [
            .. Enumerable
                .Range(0, rows.Frame.RowCount)
                .Where(row => !actuals.IsMissing(row))
                .Select(row => new LabelRow(
                    rows.Lines[row],
                    CellWriter.Write(ids, row),
                    CsvWriter.FromHarmless(CellWriter.Write(actuals, row)!)
                )),
        ];
        return labels.Length > 0
            ? labels
            : throw new ProblemException(
                new("No row says what turned out to be true", "no value in the column actual", "one or more", name)
            );
    }
}

/// <summary>What a row of a file says.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Id">The prediction; null where the row names none.</param>
/// <param name="Actual">What turned out to be true.</param>
public sealed record LabelRow(long Line, string? Id, string Actual);
