using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

/// <summary>Seeded tables to learn from.</summary>
internal static class SampleTables
{
    /// <summary>Numbers with gaps and a category, and a label of classes or numbers that depends on both with noise.</summary>
    public static TrainingSet Mixed(int seed, int rows, int classes, int numbers = 5, double missing = 0.1)
    {
        var random = new Random(seed);
        var columns = new float[numbers + 1][];
        for (var f = 0; f < numbers; f++)
        {
            columns[f] =
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(_ =>
                        random.NextDouble() < missing ? float.NaN : (float)Math.Round(random.NextDouble() * 8 - 4, f % 2 == 0 ? 1 : 4)
                    ),
            ];
        }

        columns[numbers] = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < missing ? float.NaN : random.Next(7))];
        var labels = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var signal =
                Or(columns[0][i], 1) * Or(columns[Math.Min(1, numbers - 1)][i], -1)
                + (Or(columns[numbers][i], 3) is 1 or 4 or 5 ? 4 : -1)
                + random.NextDouble();
            labels[i] = classes == 0 ? signal : Math.Clamp(Math.Floor((signal + 8) / 16 * classes), 0, classes - 1);
        }

        FeatureInfo[] features =
        [
            .. Enumerable.Range(0, numbers).Select(f => new FeatureInfo($"x{f}", $"x{f}", FeatureKind.Numeric)),
            new("kind", "kind", FeatureKind.Categorical, 7),
        ];
        return new(new(features, columns, rows), labels, classes);
    }

    /// <summary>Number columns as given, by column.</summary>
    public static FeatureMatrix Numbers(params float[][] columns) =>
        new([.. columns.Select((_, f) => new FeatureInfo($"x{f}", $"x{f}", FeatureKind.Numeric))], columns, columns[0].Length);

    public static TrainingContext Context(ModelTask task, int threads = 1, string? objective = null, int seed = 7) =>
        new(task, seed, threads, objective);

    public static byte[] Bytes(IModel model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        model.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static float Or(float value, float otherwise) => float.IsNaN(value) ? otherwise : value;
}
