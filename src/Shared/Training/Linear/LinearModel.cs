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
internal sealed class LinearModel(LinearKind kind, int features, int outputs, double[] weights, double[] means) : IModel, IExplainable
{
    public const string KindName = "linear";

    private const int MaxOutputs = 10_000;

    public string Kind => KindName;

    public int FeatureCount => features;

    public int OutputCount => outputs;

    public int MarginCount => outputs;

    public static IModel Read(ModelReader reader)
    {
        var kind = (LinearKind)reader.ReadByte();
        if (kind > LinearKind.Multinomial)
        {
            throw new InvalidModelException($"The link is {(int)kind}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 0, reader.Remaining / sizeof(double));
        var outputs = reader.ReadInt32("The number of outputs", 1, kind == LinearKind.Multinomial ? MaxOutputs : 1);
        var count = (long)outputs * (features + 1);
        if (count > reader.Remaining / sizeof(double))
        {
            throw new InvalidModelException($"There should be {count} weights; the payload is too short for them.");
        }

        return new LinearModel(kind, features, outputs, reader.ReadFinite("A weight", (int)count), reader.ReadFinite("A mean", features));
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = weights.AsSpan(k * (features + 1), features + 1);
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
        switch (kind)
        {
            case LinearKind.Logistic:
                var small = PortableMath.Exp(-Math.Abs(output[0]));
                output[0] = output[0] >= 0 ? 1 / (1 + small) : small / (1 + small);
                break;
            case LinearKind.Multinomial:
                Softmax(output[..outputs]);
                break;
        }
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads)
    {
        var scores = new double[matrix.RowCount * outputs];
        Parallel.For(0, (matrix.RowCount + 4095) / 4096, new() { MaxDegreeOfParallelism = Math.Max(1, threads) }, block =>
        {
            var row = new float[features];
            for (var i = block * 4096; i < Math.Min(matrix.RowCount, (block + 1) * 4096); i++)
            {
                matrix.CopyRow(i, row);
                Score(row, scores.AsSpan(i * outputs, outputs));
            }
        });
        scores.CopyTo(output);
    }

    /// <summary>A weight times the feature's distance from its mean: exact, and with independent features also the Shapley value (Lundberg and Lee, 2017, corollary 1).</summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = weights.AsSpan(k * (features + 1), features + 1);
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
        var row = new float[features];
        var size = outputs * (features + 1);
        for (var i = 0; i < matrix.RowCount; i++)
        {
            matrix.CopyRow(i, row);
            Explain(row, contributions.Slice(i * size, size));
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)kind);
        writer.Write(features);
        writer.Write(outputs);
        Array.ForEach(weights, writer.Write);
        Array.ForEach(means, writer.Write);
    }

    private static void Softmax(Span<double> margins)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var margin in margins)
        {
            most = Math.Max(most, margin);
        }

        foreach (ref var margin in margins)
        {
            sum += margin = PortableMath.Exp(margin - most);
        }

        foreach (ref var margin in margins)
        {
            margin /= sum;
        }
    }
}
