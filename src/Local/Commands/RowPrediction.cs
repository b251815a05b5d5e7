using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What is answered to one row of a file.</summary>
/// <param name="Line">The line where the row starts.</param>
/// <param name="Id">The prediction's id.</param>
/// <param name="Prediction">A number, or a class by name.</param>
/// <param name="Probabilities">Of classes, by name.</param>
/// <param name="Distance">Of a cluster: how far its centre is.</param>
/// <param name="Anomaly">Of an anomaly: yes or no.</param>
/// <param name="Low">Of a forecast: the lower end of its interval.</param>
/// <param name="High">Of a forecast: the upper end.</param>
/// <param name="Notes">What a caller should know of this row, a sentence each; null where there is nothing.</param>
internal sealed record RowPrediction(
    long Line,
    string Id,
    object Prediction,
    IReadOnlyDictionary<string, double>? Probabilities,
    double? Distance = null,
    bool? Anomaly = null,
    double? Low = null,
    double? High = null,
    IReadOnlyList<string>? Notes = null
)
{
    /// <summary>Of a forecast without a file: the time and the series, by column.</summary>
    public IReadOnlyDictionary<string, string?>? At { get; init; }

    /// <summary>Decimals shown to a person; <c>--json</c> has all.</summary>
    private const int Decimals = 4;

    public static RowPrediction Of(Predictions predictions, int row, long line, string id)
    {
        if (predictions.Probabilities is not { } probabilities)
        {
            return new(
                line,
                id,
                predictions.Values[row],
                null,
                predictions.Distances?[row],
                predictions.IsAnomaly(row),
                predictions.Lows?[row],
                predictions.Highs?[row]
            );
        }

        var classes = predictions.Classes;
        return new(
            line,
            id,
            classes[(int)predictions.Values[row]],
            classes
                .Select((name, c) => (name, value: probabilities[(row * classes.Count) + c]))
                .ToDictionary(entry => entry.name, entry => entry.value, StringComparer.Ordinal)
        );
    }

    /// <summary>The cells of a row, by column; a day without a time of day as a day.</summary>
    public static IReadOnlyDictionary<string, string?> CellsOf(DataFrame rows, int row) =>
        rows.Columns.ToDictionary(
            column => column.Name,
            column =>
                column is TimeColumn { Ticks: var ticks } && new DateTime(ticks[row]) is { TimeOfDay.Ticks: 0 } day
                    ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : Data.CellWriter.Write(column, row),
            StringComparer.Ordinal
        );

    /// <summary>Shows answers below each other, under what they are, and in their places the rows that got none.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<RowPrediction> answers, IReadOnlyList<QuarantinedRow> aside, string label)
    {
        var rows = answers
            .Select(answer => (answer.Line, Cells: answer.Cells()))
            .Concat(aside.Select(row => (row.Line, Cells: (string[])[Number(row.Line), $"set aside: {row.Reason}"])))
            .OrderBy(row => row.Line);
        List<string[]> lines = [Header(answers[0], label), .. rows.Select(row => row.Cells)];
        lines = answers[0].At is null
            ? lines
            :
            [
                [.. answers[0].At!.Keys, .. lines[0][1..]],
                .. lines
                    .Skip(1)
                    .Zip(answers, (cells, answer) => (string[])[.. answer.At!.Values.Select(cell => cell ?? ""), .. cells[1..]]),
            ];
        var widths = Enumerable
            .Range(0, lines[0].Length)
            .Select(i => lines.Where(cells => i < cells.Length - 1).Select(cells => cells[i].Length).DefaultIfEmpty().Max())
            .ToArray();
        foreach (var cells in lines)
        {
            console.WriteLine(string.Join("  ", cells.Select((cell, i) => i == cells.Length - 1 ? cell : cell.PadRight(widths[i]))));
        }
    }

    private static string[] Header(RowPrediction first, string label) =>
        first switch
        {
            { Low: not null } => ["line", label, "low", "high"],
            { Anomaly: not null } => ["line", "score", "anomaly"],
            { Distance: not null } => ["line", "cluster", "distance from its centre"],
            { Probabilities: not null } => ["line", label, "probability"],
            _ => ["line", label],
        };

    private string[] Cells() =>
        [
            Number(Line),
            .. this switch
            {
                { Prediction: double number, Low: { } low, High: { } high } => (string[])[Text(number), Text(low), Text(high)],
                { Prediction: double score, Anomaly: { } isAnomaly } => [Text(score), isAnomaly ? "yes" : "no"],
                { Prediction: double cluster, Distance: { } distance } => [Text(cluster), Text(distance)],
                { Prediction: string name, Probabilities: { } probabilities } => [name, Text(probabilities[name])],
                { Prediction: double number } => [Text(number)],
                _ => [$"{Prediction}"],
            },
        ];

    private static string Number(long line) => line.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => NumberFormat.Tabulate(number, Decimals);
}
