using MLOpsFunctions.Features;
using MLOpsFunctions.Training.Boosting;

namespace MLOpsFunctions.Training.Linear;

/// <summary>How a margin becomes a score. Stored by number: numbers never change once released.</summary>
internal enum LinearKind : byte
{
    /// <summary>The margin is the number.</summary>
    Identity = 0,

    /// <summary>The logistic function of the margin is the probability of class 1.</summary>
    Logistic = 1,

    /// <summary>The softmax of the margins are the classes' probabilities.</summary>
    Multinomial = 2,
}

/// <summary>Weights times features plus an intercept, for each output.</summary>
/// <param name="link">From margins to scores.</param>
/// <param name="features">Features.</param>
/// <param name="outputs">Outputs.</param>
/// <param name="weights">For each output a weight a feature, then the intercept.</param>
/// <param name="means">Each feature's mean over the training rows, to which explanations refer.</param>
internal sealed class LinearModel(LinearKind link, int features, int outputs, double[] weights, double[] means) : IModel, IExplainable
{
    public const string KindName = "linear";

    private const int MaxOutputs = 10_000;
    private const int Block = 1024;

    public string Kind => KindName;

    public int FeatureCount => features;

    public int OutputCount => outputs;

    public int MarginCount => outputs;

    public static IModel Read(ModelReader reader)
    {
        var link = (LinearKind)reader.ReadByte();
        if (link > LinearKind.Multinomial)
        {
            throw new InvalidModelException($"The link is {(int)link}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 0, reader.Remaining / sizeof(double));
        var outputs = reader.ReadInt32("The number of outputs", 1, link == LinearKind.Multinomial ? MaxOutputs : 1);
        var count = (long)outputs * (features + 1);
        if (count > reader.Remaining / sizeof(double))
        {
            throw new InvalidModelException($"There should be {count} weights; the payload is too short for them.");
        }

        return new LinearModel(link, features, outputs, reader.ReadFinite("A weight", (int)count), reader.ReadFinite("A mean", features));
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = Weights(k);
            var margin = own[features];
            for (var f = 0; f < features; f++)
            {
                margin += own[f] * row[f];
            }

            margins[k] = margin;
        }
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        Margins(row, output);
        Link(output[..outputs]);
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads)
    {
        var scores = new double[matrix.RowCount * outputs];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, (matrix.RowCount + Block - 1) / Block, parallel, block => ScoreRows(matrix, block * Block, scores));
        scores.CopyTo(output);
    }

    /// <summary>A weight times the feature's distance from its mean: exact, and with independent features also the Shapley value (Lundberg and Lee, 2017, corollary 1).</summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = Weights(k);
            var target = contributions.Slice(k * (features + 1), features + 1);
            target[features] = own[features];
            for (var f = 0; f < features; f++)
            {
                target[f] = own[f] * (row[f] - means[f]);
                target[features] += own[f] * means[f];
            }
        }
    }

    public void ExplainAll(FeatureMatrix matrix, Span<double> contributions, int threads)
    {
        var size = outputs * (features + 1);
        var all = new double[matrix.RowCount * size];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, (matrix.RowCount + Block - 1) / Block, parallel, block =>
        {
            var row = new float[features];
            for (var i = block * Block; i < Math.Min(matrix.RowCount, (block + 1) * Block); i++)
            {
                matrix.CopyRow(i, row);
                Explain(row, all.AsSpan(i * size, size));
            }
        });
        all.CopyTo(contributions);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)link);
        writer.Write(features);
        writer.Write(outputs);
        Array.ForEach(weights, writer.Write);
        Array.ForEach(means, writer.Write);
    }

    private ReadOnlySpan<double> Weights(int output) => weights.AsSpan(output * (features + 1), features + 1);

    /// <summary>Column by column, which adds the same products in the same order as row by row.</summary>
    private void ScoreRows(FeatureMatrix matrix, int from, double[] scores)
    {
        var count = Math.Min(Block, matrix.RowCount - from);
        Span<double> margins = stackalloc double[Block];
        margins = margins[..count];
        for (var k = 0; k < outputs; k++)
        {
            var own = Weights(k);
            margins.Fill(own[features]);
            for (var f = 0; f < features; f++)
            {
                Sums.AddScaled(margins, own[f], matrix.Columns[f].AsSpan(from, count));
            }

            for (var i = 0; i < count; i++)
            {
                scores[((from + i) * outputs) + k] = margins[i];
            }
        }

        for (var row = from; row < from + count; row++)
        {
            Link(scores.AsSpan(row * outputs, outputs));
        }
    }

    private void Link(Span<double> margins)
    {
        if (link == LinearKind.Multinomial)
        {
            Softmax.Apply(margins);
        }
        else if (link == LinearKind.Logistic)
        {
            var small = PortableMath.Exp(-Math.Abs(margins[0]));
            margins[0] = margins[0] >= 0 ? 1 / (1 + small) : small / (1 + small);
        }
    }
}
