using System.Globalization;
using System.Text.Json.Nodes;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// How good whole runs with their defaults are on public tables, beside what else learns small tables well: the
/// logarithmic loss of classes, the root mean squared error of numbers, in units of the label's deviation.
/// </summary>
internal sealed class AccuracyBench : Bench
{
    private const string DataFolder = "ACCURACY_DATA";
    private const double LeastProbability = 1e-15;

    public override string Name => "accuracy";

    public override string Measures =>
        $"loss on test rows of whole runs with their defaults (less is better); {DataFolder} names a folder with NAME.arff, or "
        + "NAME-train.csv and NAME-test.csv; rows are the most to learn from";

    public override int Rows => 10_000;

    public override int Rounds => 1;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Ours(input, "{}")),
        new("LightGBM, ML.NET", input => Ours(input, """{ "candidates": ["lightgbm"] }""")),
        .. new[] { "logistic", "svm", "forest", "boosting", "mlp", "xgboost" }.Select(peer => new Side(peer, Script: $"accuracy_{peer}.py")
        {
            Packages = peer == "xgboost" ? ["python3-xgboost", "python3-sklearn"] : ["python3-sklearn"],
        }),
    ];

    public override bool IsRanked => true;

    public override string Prepare(int rows)
    {
        var folder =
            Environment.GetEnvironmentVariable(DataFolder)
            ?? throw new ProblemException(new("There is nothing to learn", "no folder", $"{DataFolder}, a folder with public tables"));
        var path = Path.Combine(Folders.Data, "accuracy.json");
        File.WriteAllText(path, Json.Write(PublicTable.Read(folder, rows, Path.Combine(Folders.Data, "accuracy"))));
        return path;
    }

    private static Measurement Ours(SideInput input, string training)
    {
        var tables = Json.Read<List<PublicTable>>(File.ReadAllText(input.Input));
        var losses = new List<double>();
        var measured = Measurement.Of(
            () => losses = tables.ConvertAll(table => Scratch.With(folder => LossAsync(table, folder, training).GetAwaiter().GetResult())),
            found => string.Create(CultureInfo.InvariantCulture, $"{found.Count} splits")
        );
        return measured with { Figures = Figures(tables, losses) };
    }

    private static Dictionary<string, double> Figures(List<PublicTable> tables, List<double> losses) =>
        tables
            .Zip(losses)
            .GroupBy(split => split.First.Name, StringComparer.Ordinal)
            .ToDictionary(table => table.Key, table => table.Average(split => split.Second), StringComparer.Ordinal);

    private static async Task<double> LossAsync(PublicTable table, string folder, string training)
    {
        var definition = $$"""{ "task": "{{table.Task}}", "label": "y", "training": {{training}} }""";
        var model = await WholeRun.TrainAsync(folder, definition, await File.ReadAllBytesAsync(table.Train), MlNetTrainers.BesideBuiltIn);
        var cells = AccuracyTable.Cells(table.Test);
        var label = Array.IndexOf(cells[0], "y");
        var known = model.Signature.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var rows = new JsonArray([.. cells.Skip(1).Select(row => (JsonNode)Row(cells[0], row, known))]);
        using var document = System.Text.Json.JsonDocument.Parse(rows.ToJsonString());
        var answers = model.Predict(FrameBuilder.ReadJsonRows(document.RootElement, model.Signature).Frame, Environment.ProcessorCount);
        return Loss(answers, [.. cells.Skip(1).Select(row => row[label])]);
    }

    private static JsonObject Row(string[] header, string[] row, HashSet<string> known)
    {
        var found = new JsonObject();
        for (var i = 0; i < header.Length; i++)
        {
            if (known.Contains(header[i]) && row[i].Length > 0)
            {
                found[header[i]] = double.TryParse(row[i], CultureInfo.InvariantCulture, out var number)
                    ? JsonValue.Create(number)
                    : JsonValue.Create(row[i]);
            }
        }

        return found;
    }

    private static double Loss(Predictions answers, string[] truth)
    {
        if (answers.Classes.Count == 0)
        {
            var numbers = Array.ConvertAll(truth, cell => double.Parse(cell, CultureInfo.InvariantCulture));
            var mean = numbers.Average();
            return Math.Sqrt(
                numbers.Zip(answers.Values, (actual, answer) => (actual - answer) * (actual - answer)).Sum()
                    / numbers.Sum(actual => (actual - mean) * (actual - mean))
            );
        }

        var classes = answers.Classes.ToList();
        return truth
            .Select((name, row) => classes.IndexOf(name) is >= 0 and var c ? answers.Probabilities![(row * classes.Count) + c] : 0)
            .Average(probability => -Math.Log(Math.Clamp(probability, LeastProbability, 1)));
    }
}
