namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>A metric that depends on sums of numbers that each row has: means, their ratios and roots.</summary>
/// <param name="columns">The numbers: by sum, then by row.</param>
/// <param name="finish">Computes the metric from the sums and the number of rows.</param>
/// <param name="weights">How much each row counts; null: all alike.</param>
internal sealed class SumsSample(double[][] columns, SumsSample.Finish finish, double[]? weights = null) : MetricSample
{
    /// <summary>The sum of the weights is the last one.</summary>
    private readonly double[][] _columns = weights is null ? columns : [.. columns.Select(column => Times(column, weights!)), weights];

    /// <summary>Computes the metric from the sums.</summary>
    /// <param name="sums">One sum for each column.</param>
    /// <param name="rows">The number of rows in the sums or, where rows have weights, the sum of these.</param>
    public delegate double Finish(ReadOnlySpan<double> sums, double rows);

    /// <summary>Not defined on any rows.</summary>
    public static SumsSample Undefined { get; } = new([], (_, _) => double.NaN);

    /// <summary>The mean of one number for each row.</summary>
    public static SumsSample Mean(double[] column, double[]? weights) =>
        new([column], (sums, rows) => rows == 0 ? double.NaN : sums[0] / rows, weights);

    public override double Value(ReadOnlySpan<byte> counts)
    {
        Span<double> sums = stackalloc double[_columns.Length];
        for (var c = 0; c < sums.Length; c++)
        {
            sums[c] = Dot(counts, _columns[c]);
        }

        return finish(sums, weights is null ? counts.Length : sums[^1]);
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var (width, sums, rows) = (_columns.Length, new double[count * _columns.Length], new long[count]);
        for (var row = 0; row < parts.Length; row++)
        {
            if (parts[row] is >= 0 and var part)
            {
                rows[part]++;
                for (var c = 0; c < width; c++)
                {
                    sums[(part * width) + c] += _columns[c][row];
                }
            }
        }

        return
        [
            .. rows.Select((n, part) => finish(sums.AsSpan(part * width, width), weights is null ? n : sums[(part * width) + width - 1])),
        ];
    }

    private static double[] Times(double[] column, double[] weights)
    {
        var products = new double[column.Length];
        for (var row = 0; row < products.Length; row++)
        {
            // A row without weight does not count, whatever its number is.
            products[row] = weights[row] == 0 ? 0 : column[row] * weights[row];
        }

        return products;
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
