using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Linear;

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
/// <param name="weights">For each output one weight for each feature, then the intercept.</param>
/// <param name="means">Each feature's mean over the training rows; explanations refer to it.</param>
/// <param name="blocks">The weights of n-grams, which follow the features.</param>
internal sealed class LinearModel(
    LinearKind link,
    int features,
    int outputs,
    double[] weights,
    double[] means,
    IReadOnlyList<LinearBlock> blocks
) : IModel, IExplainable, IOnnxMargins
{
    public const string KindName = "linear";

    private const int MaxOutputs = 10_000;
    private const int MaxBlocks = 10_000;
    private const int Block = 1024;

    public string Kind => KindName;

    public int FeatureCount { get; } = features + blocks.Sum(block => block.Width);

    public IReadOnlyList<int> BlockWidths { get; } = [.. blocks.Select(block => block.Width)];

    /// <summary>The weights of n-grams, one block for each column of prose.</summary>
    public IReadOnlyList<LinearBlock> Blocks => blocks;

    public int OutputCount => outputs;

    public int MarginCount => outputs;

    public static IModel Read(ModelBinaryReader reader)
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

        var (weights, means, blocks) = (
            reader.ReadFinite("A weight", (int)count),
            reader.ReadFinite("A mean", features),
            new List<LinearBlock>()
        );

        // Models without n-grams end here.
        for (var left = reader.Remaining > 0 ? reader.ReadInt32("The number of blocks", 1, MaxBlocks) : 0; left > 0; left--)
        {
            var width = reader.ReadCount("The width of a block", sizeof(float) * (outputs + 1));
            blocks.Add(new(outputs, reader.ReadFiniteSingles("A weight", width * outputs), reader.ReadFiniteSingles("A mean", width)));
        }

        return new LinearModel(link, features, outputs, weights, means, blocks);
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

        var from = features;
        foreach (var block in blocks)
        {
            for (var f = 0; f < block.Width; f++)
            {
                if (row[from + f] != 0)
                {
                    block.Add(f, row[from + f], margins);
                }
            }

            from += block.Width;
        }
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        Margins(row, output);
        LinkFunction.Apply(link, output[..outputs]);
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads)
    {
        var scores = new double[matrix.RowCount * outputs];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, (matrix.RowCount + Block - 1) / Block, parallel, block => ScoreRows(matrix, block * Block, scores));
        scores.CopyTo(output);
    }

    /// <summary>
    /// The weight times the feature's distance from its mean: exact, and for independent features also the Shapley
    /// value (Lundberg and Lee, 2017, corollary 1).
    /// </summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = Weights(k);
            var target = contributions.Slice(k * (FeatureCount + 1), FeatureCount + 1);
            target[FeatureCount] = own[features];
            for (var f = 0; f < features; f++)
            {
                target[f] = own[f] * (row[f] - means[f]);
                target[FeatureCount] += own[f] * means[f];
            }

            var from = features;
            foreach (var block in blocks)
            {
                for (var f = 0; f < block.Width; f++)
                {
                    target[from + f] = block.Weights[(f * outputs) + k] * ((double)row[from + f] - block.Means[f]);
                }

                target[FeatureCount] += block.Base[k];
                from += block.Width;
            }
        }
    }

    /// <summary>The same, summed by column without expanding n-grams: a block belongs to one column.</summary>
    public void ExplainColumns(FeatureMatrix matrix, int[] columnOf, int columns, Span<double> contributions, int threads)
    {
        var size = outputs * (columns + 1);
        var all = new double[matrix.RowCount * size];
        Parallel.For(
            0,
            (matrix.RowCount + Block - 1) / Block,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            chunk =>
            {
                var added = new double[outputs];
                for (var row = chunk * Block; row < Math.Min(matrix.RowCount, (chunk + 1) * Block); row++)
                {
                    ExplainColumns(matrix, row, columnOf, columns, all.AsSpan(row * size, size), added);
                }
            }
        );
        all.CopyTo(contributions);
    }

    public void ExplainAll(FeatureMatrix matrix, Span<double> contributions, int threads)
    {
        var size = outputs * (FeatureCount + 1);
        var all = new double[matrix.RowCount * size];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(
            0,
            (matrix.RowCount + Block - 1) / Block,
            parallel,
            block =>
            {
                var row = new float[FeatureCount];
                for (var i = block * Block; i < Math.Min(matrix.RowCount, (block + 1) * Block); i++)
                {
                    matrix.CopyRow(i, row);
                    Explain(row, all.AsSpan(i * size, size));
                }
            }
        );
        all.CopyTo(contributions);
    }

    /// <summary>Without n-grams: a plan that has any is not exported.</summary>
    public string ToOnnx(OnnxGraph graph, string encoded) => LinkFunction.ToOnnx(link, graph, MarginsToOnnx(graph, encoded));

    /// <inheritdoc cref="ToOnnx"/>
    public string MarginsToOnnx(OnnxGraph graph, string encoded)
    {
        var byFeature = new double[features * outputs];
        for (var k = 0; k < outputs; k++)
        {
            for (var f = 0; f < features; f++)
            {
                byFeature[(f * outputs) + k] = Weights(k)[f];
            }
        }

        double[] intercepts = [.. Enumerable.Range(0, outputs).Select(k => Weights(k)[features])];
        return graph.LinearSums(encoded, byFeature, intercepts);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)link);
        writer.Write(features);
        writer.Write(outputs);
        Array.ForEach(weights, writer.Write);
        Array.ForEach(means, writer.Write);
        if (blocks.Count == 0)
        {
            return;
        }

        writer.Write(blocks.Count);
        foreach (var block in blocks)
        {
            writer.Write(block.Width);
            Array.ForEach(block.Weights, writer.Write);
            Array.ForEach(block.Means, writer.Write);
        }
    }

    private void ExplainColumns(FeatureMatrix matrix, int row, int[] columnOf, int columns, Span<double> target, double[] added)
    {
        for (var k = 0; k < outputs; k++)
        {
            var own = Weights(k);
            var mine = target.Slice(k * (columns + 1), columns + 1);
            mine[columns] = own[features];
            for (var f = 0; f < features; f++)
            {
                mine[columnOf[f]] += own[f] * (matrix.Columns[f][row] - means[f]);
                mine[columns] += own[f] * means[f];
            }
        }

        var from = features;
        for (var b = 0; b < blocks.Count; b++)
        {
            Array.Clear(added);
            blocks[b].Add(matrix.Blocks[b], row, added);
            for (var k = 0; k < outputs && blocks[b].Width > 0; k++)
            {
                target[(k * (columns + 1)) + columnOf[from]] += added[k] - blocks[b].Base[k];
                target[(k * (columns + 1)) + columns] += blocks[b].Base[k];
            }

            from += blocks[b].Width;
        }
    }

    private ReadOnlySpan<double> Weights(int output) => weights.AsSpan(output * (features + 1), features + 1);

    /// <summary>Column by column; it adds the same products in the same order as row by row.</summary>
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
                FixedOrderSums.AddScaled(margins, own[f], matrix.Columns[f].AsSpan(from, count));
            }

            for (var i = 0; i < count; i++)
            {
                scores[((from + i) * outputs) + k] = margins[i];
            }
        }

        for (var row = from; row < from + count; row++)
        {
            for (var b = 0; b < blocks.Count; b++)
            {
                blocks[b].Add(matrix.Blocks[b], row, scores.AsSpan(row * outputs, outputs));
            }

            LinkFunction.Apply(link, scores.AsSpan(row * outputs, outputs));
        }
    }
}
