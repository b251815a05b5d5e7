using System.Globalization;
using MLOpsFunctions.Data;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Answers as CSV: a header, then a row an answer, with all digits. A text that a spreadsheet would take for a formula has
/// an apostrophe before it (owasp.org, "CSV Injection").
/// </summary>
internal static class PredictionCsv
{
    /// <summary>Writes a file, over whatever was there.</summary>
    /// <exception cref="ProblemException">It cannot be written.</exception>
    public static void Write(FileInfo file, IReadOnlyList<RowPrediction> answers)
    {
        try
        {
            using var writer = new StreamWriter(file.FullName, append: false);
            Write(writer, answers);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new ProblemException(
                new("The answers cannot be written", fault.Message, "a file that can be written", file.FullName, "another --out"),
                fault
            );
        }
    }

    public static void Write(TextWriter writer, IReadOnlyList<RowPrediction> answers)
    {
        var first = answers[0];
        List<(string Name, Func<RowPrediction, object?> Value)> columns = [("line", row => row.Line), ("id", row => row.Id)];
        columns.AddRange(
            (first.At ?? new Dictionary<string, string?>()).Keys.Select(name =>
                (name, (Func<RowPrediction, object?>)(row => row.At![name]))
            )
        );
        columns.Add(("prediction", row => row.Prediction));
        columns.AddRange(
            (first.Probabilities ?? new Dictionary<string, double>()).Keys.Select(name =>
                ($"probability_{name}", (Func<RowPrediction, object?>)(row => row.Probabilities![name]))
            )
        );
        columns.AddRange(
            ((string Name, Func<RowPrediction, object?> Value)[])
                [("low", row => row.Low), ("high", row => row.High), ("distance", row => row.Distance), ("anomaly", row => row.Anomaly)]
        );
        if (answers.Any(answer => answer.Notes is not null))
        {
            columns.Add(("notes", row => row.Notes is { } notes ? string.Join(' ', notes) : ""));
        }

        columns.RemoveAll(column =>
            column.Name != "notes" && column.Value(first) is null && !(first.At?.ContainsKey(column.Name) ?? false)
        );
        writer.Write(CsvWriter.Row(columns.Select(column => CsvWriter.Harmless(column.Name))));
        foreach (var answer in answers)
        {
            writer.Write(CsvWriter.Row(columns.Select(column => Text(column.Value(answer)))));
        }
    }

    private static string? Text(object? value) =>
        value switch
        {
            double number => CellWriter.Write(number),
            bool flag => flag ? "true" : "false",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value is null ? null : CsvWriter.Harmless(value.ToString()!),
        };
}
