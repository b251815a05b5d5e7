using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>Predictions and labels to measure.</summary>
internal static class SampleScores
{
    public static Predictions Binary(params double[] positive) => Predictions.FromScores(ModelTask.Binary, ["no", "yes"], positive);

    public static Predictions Classes(int count, params double[] probabilities) =>
        Predictions.FromScores(ModelTask.Multiclass, [.. Enumerable.Range(0, count).Select(c => $"c{c}")], probabilities);

    public static Predictions Numbers(params double[] values) => Predictions.FromScores(ModelTask.Regression, [], values);

    /// <summary>Seeded scores that rank rows better than chance, with many ties, and their labels.</summary>
    public static (Predictions Predictions, double[] Labels) RandomBinary(int rows, int seed, double signal = 0.3)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.4 ? 1.0 : 0.0).ToArray();
        return (
            Binary([.. labels.Select(label => Math.Round(Math.Clamp((0.7 * random.NextDouble()) + (signal * label), 0, 1), 2))]),
            labels
        );
    }

    /// <summary>Seeded numbers with noise of the given size around the labels.</summary>
    public static (Predictions Predictions, double[] Labels) RandomNumbers(int rows, int seed, double noise)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, rows).Select(_ => 10 + (5 * Normal(random))).ToArray();
        return (Numbers([.. labels.Select(label => label + (noise * Normal(random)))]), labels);
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
