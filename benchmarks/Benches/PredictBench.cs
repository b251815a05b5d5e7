using System.Diagnostics;
using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// Probabilities of many rows in bulk and, on our side, margins of one row after the other as a service is asked; the
/// forest is the same on all sides.
/// </summary>
internal sealed class PredictBench : Bench
{
    private const int Singles = 200_000;

    public override string Name => "predict";

    public override string Measures =>
        "probabilities of rows of 28 numbers in bulk, the same forest of 100 trees of 31 leaves on all "
        + "sides; oneRowMicroseconds is the median of single rows on one thread";

    public override int Rows => 800_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [new("ours", Ours), new("XGBoost", Script: "predict_xgboost.py") { Packages = ["python3-xgboost"] }];

    public override string Prepare(int rows)
    {
        SharedForest.Make();
        return new SyntheticTable(rows, seed: 11).Floats();
    }

    private static Measurement Ours(SideInput input)
    {
        var forest = SharedForest.Read(SharedForest.Make());
        var table = FloatTable.Read(input.Input);
        var features = table.Take(..).Features;
        var probabilities = new double[input.Rows];
        var bulk = Measurement.Of(
            () =>
            {
                forest.ScoreAll(features, probabilities, Environment.ProcessorCount);
                return probabilities;
            },
            output => string.Create(CultureInfo.InvariantCulture, $"{output.Length} probabilities, mean {output.Average():0.000}")
        );
        return bulk with { Figures = OneByOne(forest.Margins, table) };
    }

    private delegate void Score(ReadOnlySpan<float> row, Span<double> margins);

    private static Dictionary<string, double> OneByOne(Score score, FloatTable table)
    {
        var (rows, margin) = (table.ByRow(), new double[1]);
        var ticks = new long[Singles];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Singles; i++)
        {
            var started = Stopwatch.GetTimestamp();
            score(rows.AsSpan(i % table.Rows * table.Features, table.Features), margin);
            ticks[i] = Stopwatch.GetTimestamp() - started;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(ticks);
        return new()
        {
            ["oneRowMicroseconds"] = ticks[Singles / 2] * 1e6 / Stopwatch.Frequency,
            ["oneRowBytesAllocated"] = (double)allocated / Singles,
        };
    }
}
