using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// How good boosted trees are with the same shape of forest on all sides and all else as each tool has it: on made
/// tables always, on public ones where <c>TREES_DATA</c> names the folder that holds them. Each is split five ways;
/// where a table comes with a split of its own, that counts as another table.
/// </summary>
internal sealed class TreesBench : Bench
{
    private const string DataFolder = "TREES_DATA";
    private static readonly TrainerParameters Parameters = new()
    {
        ["trees"] = 100,
        ["leaves"] = 31,
        ["learningRate"] = 0.1,
        ["bins"] = 255,
    };

    public override string Name => "trees";

    public override string Measures =>
        "R2, AUC or accuracy on test rows, means over five splits, of 100 trees of 31 leaves at 0.1, 255 "
        + $"bins; {DataFolder} names a folder of public tables";

    public override int Rows => 50_000;

    public override int Rounds => 1;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", Ours),
        new("XGBoost", Script: "trees_xgboost.py") { Packages = ["python3-xgboost", "python3-sklearn"] },
        new("scikit-learn", Script: "trees_sklearn.py") { Packages = ["python3-sklearn"] },
    ];

    public override string Prepare(int rows)
    {
        List<AccuracyTable> tables = [AccuracyTable.Random("made", ModelTask.Binary, Made(rows))];
        if (Environment.GetEnvironmentVariable(DataFolder) is { Length: > 0 } folder)
        {
            tables.AddRange(Bike(folder));
            tables.AddRange(Taxi(folder));
            tables.AddRange(Digits(folder));
            tables.AddRange(Electricity(folder));
        }

        var path = Path.Combine(Folders.Data, "trees.json");
        File.WriteAllText(path, Json.Write(tables));
        return path;
    }

    private static List<float[]> Made(int rows)
    {
        var table = new SyntheticTable(rows, seed: 23);
        return
        [
            .. Enumerable
                .Range(0, rows)
                .Select(row =>
                {
                    var cells = new float[table.Features + 1];
                    table.Fill(row, cells);
                    return cells;
                }),
        ];
    }

    /// <summary>Hourly bike rentals (UCI Bike Sharing, Fanaee-T and Gama 2013), by calendar and weather.</summary>
    private static IEnumerable<AccuracyTable> Bike(string folder) =>
        BothSplits(
            "bike-hour",
            ModelTask.Regression,
            folder,
            rows => AccuracyTable.Encode(rows, [.. Enumerable.Range(2, 12), 16]),
            headers: 1
        );

    /// <summary>Taxi trips (New York City Taxi and Limousine Commission).</summary>
    private static IEnumerable<AccuracyTable> Taxi(string folder) =>
        BothSplits("taxi-fare", ModelTask.Regression, folder, rows => AccuracyTable.Encode(rows, [.. Enumerable.Range(0, 7)]), headers: 1);

    /// <summary>Handwritten digits (UCI, Alpaydin and Kaynak 1998).</summary>
    private static IEnumerable<AccuracyTable> Digits(string folder) =>
        BothSplits("optdigits", ModelTask.Multiclass, folder, rows => AccuracyTable.Encode(rows, [.. Enumerable.Range(0, 65)]), headers: 0);

    /// <summary>The New South Wales electricity market (Harries 1999); its own split is by time.</summary>
    private static IEnumerable<AccuracyTable> Electricity(string folder)
    {
        var rows = AccuracyTable.Encode([.. AccuracyTable.Cells(Path.Combine(folder, "elec.csv")).Skip(1)], [.. Enumerable.Range(0, 7)]);
        return
        [
            AccuracyTable.Random("elec", ModelTask.Binary, rows),
            AccuracyTable.LastRows("elec, last fifth", ModelTask.Binary, rows, rows.Count / 5),
        ];
    }

    private static IEnumerable<AccuracyTable> BothSplits(
        string name,
        ModelTask task,
        string folder,
        Func<IReadOnlyList<string[]>, IReadOnlyList<float[]>> encode,
        int headers
    )
    {
        var test = AccuracyTable.Cells(Path.Combine(folder, $"{name}-test.csv")).Skip(headers).ToList();
        var rows = encode([.. AccuracyTable.Cells(Path.Combine(folder, $"{name}-train.csv")).Skip(headers), .. test]);
        return [AccuracyTable.Random(name, task, rows), AccuracyTable.LastRows($"{name}, its test file", task, rows, test.Count)];
    }

    private static Measurement Ours(SideInput input)
    {
        var tables = Json.Read<List<AccuracyTable>>(File.ReadAllText(input.Input));
        var means = new Dictionary<string, double>();
        var measured = Measurement.Of(
            () => means = tables.ToDictionary(table => table.Name, Mean),
            scores =>
                string.Create(CultureInfo.InvariantCulture, $"{tables.Sum(table => table.SplitCount)} models of {scores.Count} tables"),
            scores => tables.Where(table => table.SplitCount > 1).Average(table => scores[table.Name])
        );
        return measured with { Figures = means };
    }

    private static double Mean(AccuracyTable table)
    {
        var (floats, splits) = (FloatTable.Read(table.Table, table.Features), File.ReadAllBytes(table.Splits));
        return Enumerable
            .Range(0, table.SplitCount)
            .Average(split => Score(table, floats, splits.AsSpan(split * floats.Rows, floats.Rows)));
    }

    private static double Score(AccuracyTable table, FloatTable floats, ReadOnlySpan<byte> split)
    {
        var (training, test) = (floats.Take(split, 0, table.Classes), floats.Take(split, 1, table.Classes));
        var model = new BoostedTreesTrainer().Train(training, null, Parameters, new(table.Task, 7, Environment.ProcessorCount)).Model;
        var scores = new double[test.Labels.Length * model.OutputCount];
        model.ScoreAll(test.Features, scores, Environment.ProcessorCount);
        string[] classes = [.. Enumerable.Range(0, table.Classes).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        var metric = table.Task switch
        {
            ModelTask.Regression => "r2",
            ModelTask.Binary => "auc",
            _ => "accuracy",
        };
        return Evaluator.Measure(metric, Predictions.FromScores(table.Task, classes, scores), test.Labels, test.Features);
    }
}
