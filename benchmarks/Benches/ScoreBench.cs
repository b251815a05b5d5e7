using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// From a CSV file to probabilities with the same forest on all sides. Ours also writes predictions with line numbers as
/// CSV; XGBoost reads the file with its own parser and keeps its predictions in memory.
/// </summary>
internal sealed class ScoreBench : Bench
{
    private const int Features = 28;

    public override string Name => "score";

    public override string Measures =>
        "a CSV file of 28 number columns scored by the same forest of 100 trees of 31 leaves, parsing included; ours also "
        + "writes a CSV file of predictions, in bounded memory";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [new("ours", Ours), new("XGBoost", Script: "score_xgboost.py") { Packages = ["python3-xgboost"] }];

    public override string Prepare(int rows)
    {
        SharedForest.Make();
        return new SyntheticTable(rows, Features).Csv(withLabel: false);
    }

    private static Measurement Ours(SideInput input)
    {
        using var head = new StreamReader(input.Input);
        string[] names = head.ReadLine()!.Split(',');
        var model = new TrainedModel
        {
            Task = ModelTask.Binary,
            Classes = ["0", "1"],
            Label = "label",
            Signature =
            [
                .. names.Select(name => new ColumnSchema(name, ColumnType.Number, ColumnRole.Feature, null, new() { Decimal = '.' })),
            ],
            Plan = new(FeatureEncoding.Native, [.. names.Select(name => new ColumnPlan(name, ColumnType.Number, new(null, 0, false)))]),
            Model = SharedForest.Read(SharedForest.Make()),
        };
        // A version that no registry knows: scoring does not ask whose it is.
        var served = new ServedModel(null!, model, model.Signature, new Dictionary<string, ColumnDefinition>(), []);
        var output = Path.GetTempFileName();
        try
        {
            return Measurement.Of(
                () =>
                {
                    using var file = File.OpenRead(input.Input);
                    using var predictions = File.Create(output);
                    return new BatchScorer(served, threads: Environment.ProcessorCount).Score(file, input.Input, predictions, Stream.Null);
                },
                summary => string.Create(CultureInfo.InvariantCulture, $"{summary.Scored} probabilities")
            );
        }
        finally
        {
            File.Delete(output);
        }
    }
}
