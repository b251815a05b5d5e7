namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// F1 of several classes: for each class, twice the hits over the sum of predicted and actual rows (van Rijsbergen,
/// Information Retrieval, 1979, chapter 7); then the mean over the classes that occur in either.
/// </summary>
/// <param name="called">The predicted class of each row; negative: none of these.</param>
/// <param name="actual">The true class of each row.</param>
internal sealed class F1Sample(int[] called, int[] actual, int classes) : MetricSample
{
    public override double Value(ReadOnlySpan<byte> counts)
    {
        var (hits, mentions) = (new long[classes], new long[classes]);
        for (var row = 0; row < called.Length; row++)
        {
            Add(hits, mentions, row, counts[row]);
        }

        return Mean(hits, mentions);
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var (hits, mentions) = (new long[count * classes], new long[count * classes]);
        for (var row = 0; row < called.Length; row++)
        {
            if (parts[row] is >= 0 and var part)
            {
                Add(hits.AsSpan(part * classes, classes), mentions.AsSpan(part * classes, classes), row, 1);
            }
        }

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(part => Mean(hits.AsSpan(part * classes, classes), mentions.AsSpan(part * classes, classes))),
        ];
    }

    private void Add(Span<long> hits, Span<long> mentions, int row, int times)
    {
        var (call, truth) = (called[row], actual[row]);
        mentions[truth] += times;
        if (call >= 0)
        {
            mentions[call] += times;
            hits[call] += call == truth ? times : 0;
        }
    }

    private static double Mean(ReadOnlySpan<long> hits, ReadOnlySpan<long> mentions)
    {
        var (sum, n) = (0.0, 0);
        for (var c = 0; c < hits.Length; c++)
        {
            (sum, n) = mentions[c] == 0 ? (sum, n) : (sum + (2.0 * hits[c] / mentions[c]), n + 1);
        }

        return n == 0 ? double.NaN : sum / n;
    }
}
