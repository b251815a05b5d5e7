namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>A metric that depends on sums of numbers that each row has: means, their ratios and roots.</summary>
/// <param name="columns">The numbers: by sum, then by row.</param>
/// <param name="finish">Computes the metric from the sums and the number of rows.</param>
internal sealed class SumsSample(double[][] columns, SumsSample.Finish finish) : MetricSample
{
    /// <summary>Computes the metric from the sums.</summary>
    /// <param name="sums">One sum for each column.</param>
    /// <param name="rows">The number of rows in the sums.</param>
    public delegate double Finish(ReadOnlySpan<double> sums, long rows);

    /// <summary>Not defined on any rows.</summary>
    public static SumsSample Undefined { get; } = new([], (_, _) => double.NaN);

    /// <summary>The mean of one number for each row.</summary>
    public static SumsSample Mean(double[] column) => new([column], (sums, rows) => rows == 0 ? double.NaN : sums[0] / rows);

    public override double Value(ReadOnlySpan<byte> counts)
    {
        Span<double> sums = stackalloc double[columns.Length];
        for (var c = 0; c < sums.Length; c++)
        {
            sums[c] = Dot(counts, columns[c]);
        }

        return finish(sums, counts.Length);
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var (sums, rows) = (new double[count * columns.Length], new long[count]);
        for (var row = 0; row < parts.Length; row++)
        {
            if (parts[row] is >= 0 and var part)
            {
                rows[part]++;
                for (var c = 0; c < columns.Length; c++)
                {
                    sums[(part * columns.Length) + c] += columns[c][row];
                }
            }
        }

        return [.. rows.Select((n, part) => finish(sums.AsSpan(part * columns.Length, columns.Length), n))];
    }

    // Beside Numerics' sums: counts are bytes, and in another order the last bits of stored intervals would change.
    /// <summary>Four running sums, added in a fixed order: with a single sum each addition would wait for the last.</summary>
    private static double Dot(ReadOnlySpan<byte> counts, ReadOnlySpan<double> column)
    {
        var (a, b, c, d, i) = (0.0, 0.0, 0.0, 0.0, 0);
        column = column[..counts.Length];
        for (; i + 4 <= counts.Length; i += 4)
        {
            a += counts[i] * column[i];
            b += counts[i + 1] * column[i + 1];
            c += counts[i + 2] * column[i + 2];
            d += counts[i + 3] * column[i + 3];
        }

        for (; i < counts.Length; i++)
        {
            a += counts[i] * column[i];
        }

        return a + b + (c + d);
    }
}
