using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

/// <summary>Seeded rows to learn from.</summary>
internal static class SampleRows
{
    /// <summary>Features between -1 and 1.</summary>
    public static FeatureMatrix Uniform(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Of([
            .. Enumerable
                .Range(0, columns)
                .Select(_ => Enumerable.Range(0, rows).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray()),
        ]);
    }

    public static FeatureMatrix Of(params float[][] columns) =>
        new([.. columns.Select((_, c) => new FeatureInfo($"f{c}", $"f{c}", FeatureKind.Numeric))], columns, columns[0].Length);

    /// <summary>Classes that the first features tell apart, with noise.</summary>
    public static double[] Classes(FeatureMatrix features, int classes, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, features.RowCount)
                .Select(row =>
                    Math.Clamp(
                        Math.Floor((features.Columns[0][row] + (0.5 * features.Columns[1][row]) + (2 * random.NextDouble())) * classes / 3),
                        0,
                        classes - 1
                    )
                ),
        ];
    }

    public static byte[] Bytes(this IModel model)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            model.Write(writer);
        }

        return stream.ToArray();
    }

    public static double[] Scores(this IModel model, FeatureMatrix features, int threads = 2)
    {
        var scores = new double[features.RowCount * model.OutputCount];
        model.ScoreAll(features, scores, threads);
        return scores;
    }
}
