using System.Buffers.Binary;
using MLOpsFunctions.Data;
using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Features;

/// <summary>
/// Encodes a text as a few numbers: for each output the sum of its n-grams, each with the weight of a linear model. So
/// models without n-grams, such as trees, can use the words beside the other columns.
/// </summary>
/// <param name="Tables">The n-grams, by kind.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Weights">For each n-gram one weight for each output, in single precision, little-endian.</param>
public sealed record TextTargetEncoding(IReadOnlyList<NgramTable> Tables, int Outputs, byte[] Weights)
{
    /// <summary>Most outputs: each is a feature that every split search visits.</summary>
    internal const int MostOutputs = 24;

    /// <summary>Rows at a time: a text may have tens of thousands of n-grams.</summary>
    private const int Chunk = 4096;

    private float[]? _weights;

    /// <summary>Whether the parts are consistent.</summary>
    internal bool IsComplete =>
        Outputs is >= 1 and <= MostOutputs
        && Weights.Length == sizeof(float) * Outputs * Tables.Sum(table => (long)table.Keys.Count)
        && Array.TrueForAll(Numbers, float.IsFinite);

    /// <summary>Made on first use; two threads make the same.</summary>
    private float[] Numbers =>
        _weights ??= [
            .. Enumerable
                .Range(0, Weights.Length / sizeof(float))
                .Select(i => BinaryPrimitives.ReadSingleLittleEndian(Weights.AsSpan(i * sizeof(float)))),
        ];

    /// <summary>Takes the weights of a linear model.</summary>
    internal static TextTargetEncoding Of(IReadOnlyList<NgramTable> tables, int outputs, float[] weights)
    {
        var bytes = new byte[sizeof(float) * weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), weights[i]);
        }

        return new(tables, outputs, bytes);
    }

    /// <summary>The scores of some texts, by output and then by row; NaN if a text is missing.</summary>
    /// <param name="texts">The number of training texts, which gives the weights of n-grams.</param>
    /// <param name="column">The texts; null: missing throughout.</param>
    /// <param name="rows">Which rows; null: all.</param>
    /// <param name="count">How many rows.</param>
    internal float[][] Encode(int texts, TextColumn? column, int[]? rows, int count)
    {
        var scores = Enumerable.Range(0, Outputs).Select(_ => new float[count]).ToArray();
        for (var from = 0; from < count; from += Chunk)
        {
            int[] part = [.. Enumerable.Range(from, Math.Min(Chunk, count - from)).Select(i => rows?[i] ?? i)];
            var block = TfidfEncoder.Encode("", new(texts, Tables, null), column, part, part.Length, threads: 1);
            for (var i = 0; i < part.Length; i++)
            {
                var isMissing = column is null || column.Codes[part[i]] < 0;
                for (var k = 0; k < Outputs; k++)
                {
                    scores[k][from + i] = isMissing ? float.NaN : Score(block, i, k);
                }
            }
        }

        return scores;
    }

    private float Score(SparseBlock block, int row, int output)
    {
        var sum = 0.0;
        for (var i = block.Starts[row]; i < block.Starts[row + 1]; i++)
        {
            sum += (double)block.Values[i] * Numbers[(block.Features[i] * Outputs) + output];
        }

        return (float)Math.Clamp(sum, -float.MaxValue, float.MaxValue);
    }
}
