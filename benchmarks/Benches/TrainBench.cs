using System.Diagnostics;
using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// Boosted trees from floats in memory to a forest, with the same shape of forest on all sides; accuracy is the AUC on
/// a quarter as many rows again that nobody trained on.
/// </summary>
internal sealed class TrainBench : Bench
{
    private static readonly TrainerParameters Parameters = new()
    {
        ["trees"] = 100,
        ["leaves"] = 31,
        ["learningRate"] = 0.1,
        ["minLeaf"] = 20,
        ["l2"] = 1,
        ["bins"] = 255,
    };

    public override string Name => "train";

    public override string Measures =>
        "training 100 trees of 31 leaves at 0.1, 255 bins, on 28 number columns, binning included; "
        + "accuracy is the test AUC, peakBytesPerCell the memory above the input's";

    public override int Rows => 800_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Timed(input, Environment.ProcessorCount, Ours)),
        new("ours on one thread", input => Timed(input, 1, Ours)) { Compared = false },
        new("ML.NET LightGBM", input => Timed(input, Environment.ProcessorCount, LightGbmPeer.Train)),
        new("XGBoost", Script: "train_xgboost.py") { Packages = ["python3-xgboost", "python3-sklearn"] },
        new("scikit-learn", Script: "train_sklearn.py") { Packages = ["python3-sklearn"] },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows + (rows / 4)).Floats();

    private static IModel Ours(TrainingSet training, int threads) =>
        new BoostedTreesTrainer().Train(training, null, Parameters, new(ModelTask.Binary, 7, threads)).Model;

    private static Measurement Timed(SideInput input, int threads, Func<TrainingSet, int, IModel> train)
    {
        var table = FloatTable.Read(input.Input);
        var (training, test) = (table.Take(..input.Rows), table.Take(input.Rows..));
        using var process = Process.GetCurrentProcess();
        var (before, peak) = (process.WorkingSet64, 0L);
        var measured = Measurement.Of(
            () =>
            {
                var model = train(training, threads);
                process.Refresh();
                peak = process.PeakWorkingSet64;
                return model;
            },
            _ => string.Create(CultureInfo.InvariantCulture, $"{input.Rows}x{table.Features} 100 trees"),
            model => Auc(model, test, threads)
        );
        var cells = (double)input.Rows * table.Features;
        return measured with { Figures = new Dictionary<string, double> { ["peakBytesPerCell"] = Math.Max(0, peak - before) / cells } };
    }

    /// <summary>
    /// The share of pairs of a positive and a negative row that the scores put in order; ties count half (Hanley and
    /// McNeil 1982).
    /// </summary>
    private static double Auc(IModel model, TrainingSet test, int threads)
    {
        var output = new double[test.Labels.Length * model.OutputCount];
        model.ScoreAll(test.Features, output, threads);
        var order = Enumerable
            .Range(0, test.Labels.Length)
            .OrderBy(row => output[(row * model.OutputCount) + model.OutputCount - 1])
            .ToArray();
        double ranks = 0,
            positives = 0;
        for (var start = 0; start < order.Length; )
        {
            var end = start;
            while (end < order.Length && Score(end) == Score(start))
            {
                end++;
            }

            var tied = order[start..end].Count(row => test.Labels[row] == 1);
            (ranks, positives) = (ranks + (tied * (start + end + 1) / 2.0), positives + tied);
            start = end;
        }

        return (ranks - (positives * (positives + 1) / 2)) / (positives * (order.Length - positives));

        double Score(int i) => output[(order[i] * model.OutputCount) + model.OutputCount - 1];
    }
}
