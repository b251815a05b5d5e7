using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>Exact Shapley values of many rows, the same forest on all sides.</summary>
internal sealed class ShapBench : Bench
{
    public override string Name => "shap";

    public override string Measures =>
        "path-dependent TreeSHAP of rows of 28 numbers, the same forest of 100 trees of 31 leaves on all sides";

    public override int Rows => 20_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [new("ours", Ours), new("XGBoost", Script: "shap_xgboost.py") { Packages = ["python3-xgboost"] }];

    public override string Prepare(int rows)
    {
        SharedForest.Make();
        return new SyntheticTable(rows, seed: 11).Floats();
    }

    private static Measurement Ours(SideInput input)
    {
        var forest = SharedForest.Read(SharedForest.Make());
        var features = FloatTable.Read(input.Input).Take(..).Features;
        var contributions = new double[input.Rows * (forest.FeatureCount + 1)];
        return Measurement.Of(
            () =>
            {
                forest.ExplainAll(features, contributions, Environment.ProcessorCount);
                return contributions;
            },
            output =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{input.Rows}x{forest.FeatureCount + 1}, mean size {output.Average(Math.Abs):0.0000}"
                )
        );
    }
}
