using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Expectations;

/// <summary>Single numbers that describe a column, for expectations of a whole column.</summary>
internal static class ColumnFigures
{
    /// <summary>The number that an expectation is about; null where the column has no value.</summary>
    /// <param name="type">The expectation's name.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">The rows that count.</param>
    /// <param name="misfit">Makes the refusal of a rule that does not fit a column: what the rule has, and what it needs.</param>
    /// <exception cref="ProblemException">The rule does not fit its column.</exception>
    public static double? Of(
        string type,
        DataColumn column,
        IReadOnlyList<int> rows,
        Func<DataColumn, string, string, ProblemException> misfit
    )
    {
        int[] present = [.. rows.Where(row => !column.IsMissing(row))];
        if (present.Length == 0)
        {
            return null;
        }

        if (type is ExpectationTypes.UniqueCount or ExpectationTypes.UniqueShare)
        {
            var distinct = Distinct(column, present);
            return type == ExpectationTypes.UniqueCount ? distinct : distinct / (double)present.Length;
        }

        var all = (column as NumberColumn ?? throw misfit(column, "bounds of a number", "numbers")).Values;
        double[] values = [.. present.Select(row => all[row])];
        return type switch
        {
            ExpectationTypes.ColumnMin => values.Min(),
            ExpectationTypes.ColumnMax => values.Max(),
            ExpectationTypes.Mean => values.Average(),
            ExpectationTypes.Sum => values.Sum(),
            ExpectationTypes.Median => Median(values),
            ExpectationTypes.Deviation => Deviation(values),
            _ => throw new InvalidOperationException($"'{type}' is no expectation of a column's number."),
        };
    }

    /// <summary>
    /// Kullback-Leibler divergence of the rows from a reference: sum of p ln(p / q) over the reference's bins or levels, and one for
    /// levels that it does not have. A part that the reference lacks counts as half a row there, so that the sum is finite. Null where
    /// one has no value.
    /// </summary>
    public static double? Divergence(DataColumn column, IReadOnlyList<int> rows, ColumnProfile reference, int referenceRows)
    {
        var (shares, part) = Parts(column, reference);
        var counts = new long[shares.Count];
        foreach (var row in rows.Where(row => !column.IsMissing(row)))
        {
            counts[part(row)]++;
        }

        var (sum, known) = (counts.Sum(), shares.Sum());
        if (sum == 0 || known <= 0)
        {
            return null;
        }

        var divergence = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (p, q) = (counts[i] / (double)sum, Math.Max(shares[i] / known, 0.5 / referenceRows));
            divergence += p > 0 ? p * Math.Log(p / q) : 0;
        }

        return Math.Max(0, divergence);
    }

    private static (IReadOnlyList<double> Shares, Func<int, int> PartOf) Parts(DataColumn column, ColumnProfile reference)
    {
        if (reference.Numbers is { } numbers && column is NumberColumn or TimeColumn)
        {
            double[] edges = [.. numbers.Edges];
            return (
                numbers.Shares,
                row =>
                {
                    var value = column is NumberColumn number ? number.Values[row] : ((TimeColumn)column).Ticks[row];
                    return Array.BinarySearch(edges, value) is var at && at >= 0 ? at + 1 : ~at;
                }
            );
        }

        var levels = reference.Levels.Index().ToDictionary(level => level.Item.Level, level => level.Index, StringComparer.Ordinal);
        return (
            [.. reference.Levels.Select(level => level.Share), 0],
            row => levels.GetValueOrDefault(CellWriter.Write(column, row)!, reference.Levels.Count)
        );
    }

    private static int Distinct(DataColumn column, int[] rows) =>
        column switch
        {
            NumberColumn number => rows.Select(row => number.Values[row]).Distinct().Count(),
            TimeColumn time => rows.Select(row => time.Ticks[row]).Distinct().Count(),
            _ => rows.Select(row => ((TextColumn)column).Codes[row]).Distinct().Count(),
        };

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }

    private static double? Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
