using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.OnnxRuntime.Tests;

/// <summary>Rows with columns of every type: missing cells, numbers that floats would merge, rare levels.</summary>
internal static class MixedTable
{
    public static readonly IReadOnlyList<ColumnSchema> Schema =
    [
        new("plain", ColumnType.Number, ColumnRole.Feature),
        new("v1", ColumnType.Number, ColumnRole.Feature),
        new("seconds", ColumnType.Number, ColumnRole.Feature),
        new("twoScales", ColumnType.Number, ColumnRole.Feature),
        new("prediction", ColumnType.Text, ColumnRole.Feature),
        new("stadt ä", ColumnType.Text, ColumnRole.Feature),
        new("when", ColumnType.Time, ColumnRole.Time),
    ];

    /// <summary>Rows with their signal, from which labels can be made; new ones hold levels and extremes that others do not.</summary>
    public static (DataFrame Rows, double[] Signal) Make(int rows, int seed, bool isNew = false)
    {
        var random = new SeededRandom(seed);
        var cells = Enumerable.Range(0, 7).Select(_ => new double[rows]).ToArray();
        var signal = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var extreme = isNew && row % 17 == 0;
            cells[0][row] = extreme ? 1e300 : (random.NextFraction() * 10) - 5;
            cells[1][row] = random.NextFraction() < 0.2 ? double.NaN : Math.Floor(random.NextFraction() * 30) - 15;
            cells[2][row] = 1_700_000_000 + Math.Floor(random.NextFraction() * 90_000);
            cells[3][row] = random.NextFraction() < 0.5 ? random.NextFraction() : 1e12 + Math.Floor(random.NextFraction() * 100);
            cells[4][row] = Math.Floor(random.NextFraction() * 12) + (extreme ? 100 : 0);
            cells[5][row] = Math.Floor(random.NextFraction() * random.NextFraction() * 60);
            cells[6][row] = Math.Floor(random.NextFraction() * 90_000_000) * (extreme ? 30 : 1);
            signal[row] =
                (extreme ? 0 : cells[0][row])
                + (double.IsNaN(cells[1][row]) ? 2 : cells[1][row] / 10)
                + (cells[2][row] % 3)
                + (cells[3][row] > 1 ? cells[3][row] % 7 / 3 : cells[3][row])
                + (cells[4][row] * 7 % 5)
                + (cells[5][row] % 4)
                + (cells[6][row] / 86_400 % 7 > 5 ? 2 : 0);
        }

        var frame = new DataFrame(
            [
                .. Enumerable.Range(0, 4).Select(c => new NumberColumn(Schema[c].Name, cells[c])),
                Text(Schema[4].Name, cells[4], row => isNew && row % 11 == 0),
                Text(Schema[5].Name, cells[5], row => row % 13 == 0),
                new TimeColumn("when", [.. cells[6].Select((seconds, row) => row % 19 == 0 ? TimeColumn.Missing : Ticks(seconds))]),
            ],
            rows
        );
        return (frame, signal);
    }

    /// <summary>A model of these rows.</summary>
    public static TrainedModel Train(
        ITrainer trainer,
        ModelTask task,
        int classes,
        int seed,
        DecisionRuleOf? rule = null,
        TrainerParameters? parameters = null
    )
    {
        var (rows, signal) = Make(900, seed);
        var plan = FeaturePlan.Fit(rows, Schema, [.. Enumerable.Range(0, 900)], new(), trainer.Encoding);
        var labels = Labels(signal, classes);
        var outcome = trainer.Train(
            new(plan.Encode(rows), task is ModelTask.Clustering or ModelTask.Anomaly ? [] : labels, classes),
            null,
            parameters ?? new() { ["trees"] = 40 },
            new(task, seed, 1)
        );
        var scores = new double[900 * outcome.Model.OutputCount];
        outcome.Model.ScoreAll(plan.Encode(rows), scores, 1);
        return new()
        {
            Task = task,
            Classes = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            Label = "y",
            Signature = Schema,
            Plan = plan,
            Model = outcome.Model,
            Rule = rule?.Invoke(scores, labels),
        };
    }

    private static double[] Labels(double[] signal, int classes)
    {
        if (classes == 0)
        {
            return signal;
        }

        double[] sorted = [.. signal.Order()];
        return Array.ConvertAll(
            signal,
            value => Math.Min(classes - 1, Math.Floor((double)Array.BinarySearch(sorted, value) * classes / sorted.Length))
        );
    }

    private static long Ticks(double seconds) =>
        new DateTime(1969, 11, 3, 4, 5, 6, DateTimeKind.Utc).Ticks + ((long)seconds * TimeSpan.TicksPerSecond);

    private static TextColumn Text(string name, double[] cells, Func<int, bool> isMissing)
    {
        string[] levels = [.. cells.Select(cell => $"L{cell}").Distinct()];
        return new(name, [.. cells.Select((cell, row) => isMissing(row) ? -1 : Array.IndexOf(levels, $"L{cell}"))], levels);
    }
}

/// <summary>Makes a rule of scores and labels.</summary>
internal delegate MLOpsFunctions.Models.Calibration.DecisionRule? DecisionRuleOf(double[] scores, double[] labels);
