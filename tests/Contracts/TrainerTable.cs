using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Contracts;

/// <summary>Seeded rows of which a trainer can learn something, in the encoding that it wants.</summary>
public static class TrainerTable
{
    private const int Columns = 6;

    /// <summary>
    /// Rows to learn from, of a number (0 classes) or so many classes. For trees some values are missing, and that they
    /// are says something about the label.
    /// </summary>
    public static TrainingSet Make(FeatureEncoding encoding, int rows, int classes, int seed)
    {
        var random = new Random(seed);
        var columns = new float[Columns][];
        for (var f = 0; f < Columns; f++)
        {
            columns[f] = new float[rows];
            Array.Fill(columns[f], 0);
        }

        var labels = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            for (var f = 0; f < Columns; f++)
            {
                columns[f][i] = (float)((random.NextDouble() * 2) - 1);
            }

            var signal = columns[0][i] + (0.5 * columns[1][i]) - (0.5 * columns[2][i]) + (0.2 * random.NextDouble());
            if (encoding == FeatureEncoding.Native && random.Next(4) == 0)
            {
                columns[3][i] = float.NaN;
                signal += 1;
            }

            labels[i] = classes == 0 ? 100 + (30 * signal) : Math.Clamp(Math.Floor((signal + 1.5) / 3 * classes), 0, classes - 1);
        }

        return new(
            new([.. columns.Select((_, f) => new FeatureInfo($"x{f}", $"x{f}", FeatureKind.Numeric))], columns, rows),
            labels,
            classes
        );
    }

    /// <summary>The same set with other columns.</summary>
    public static TrainingSet With(this TrainingSet set, Func<float[], float[]> column)
    {
        var columns = Array.ConvertAll(set.Features.Columns, values => column(values));
        return set with { Features = new(set.Features.Features, columns, set.Features.RowCount) };
    }

    public static TrainingContext Context(ModelTask task, int threads = 1) => new(task, 7, threads);

    public static byte[] Bytes(this IModel model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        model.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    public static double[] Scores(this IModel model, FeatureMatrix features, int threads = 1)
    {
        var scores = new double[features.RowCount * model.OutputCount];
        model.ScoreAll(features, scores, threads);
        return scores;
    }
}
