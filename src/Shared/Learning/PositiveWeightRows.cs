using System.Globalization;

namespace MLOpsFunctions.Learning;

/// <summary>The rows with a weight above zero.</summary>
internal static class PositiveWeightRows
{
    /// <summary>The set without the rows whose weight is zero.</summary>
    /// <exception cref="ProblemException">A weight is negative or no number, or no row is left.</exception>
    public static TrainingSet Of(TrainingSet set)
    {
        if (set.Weights is { } weights)
        {
            var bad = Array.FindIndex(weights, weight => !(weight >= 0 && weight <= double.MaxValue));
            if (bad >= 0)
            {
                throw new ProblemException(
                    new(
                        "A row's weight is not a number of zero or more",
                        weights[bad].ToString("R", CultureInfo.InvariantCulture),
                        "zero or more",
                        "the column with the role weight"
                    )
                );
            }

            if (weights.Contains(0))
            {
                var rows = Enumerable.Range(0, weights.Length).Where(row => weights[row] > 0).ToArray();
                T[] Take<T>(T[] values) => values.Length == 0 ? values : Array.ConvertAll(rows, row => values[row]);
                set = set with { Features = set.Features.Take(rows), Labels = Take(set.Labels), Weights = Take(weights) };
            }
        }

        return set.Features.RowCount > 0
            ? set
            : throw new ProblemException(
                new(
                    "There are no rows to train on",
                    "no training row with a weight above zero",
                    "at least one",
                    Try: "check the column with the role weight"
                )
            );
    }

    /// <summary>The weight of each row; together they add up to 1.</summary>
    public static double[] Shares(this TrainingSet set)
    {
        if (set.Weights is not { } weights)
        {
            var shares = new double[set.Features.RowCount];
            Array.Fill(shares, 1.0 / shares.Length);
            return shares;
        }

        // In units of the largest weight: a sum of weights of 1e308 would be infinite.
        var largest = weights.Max();
        var total = weights.Sum(weight => weight / largest);
        return Array.ConvertAll(weights, weight => weight / largest / total);
    }
}
