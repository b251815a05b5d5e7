using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Chooses the probability from which class 1 is the answer. Of all places where the answers of the validation rows
/// change, it takes the one with the best value of the objective; among equals the one nearest to a half. The threshold
/// is the middle between two rows, because new rows will fall between them.
/// </summary>
internal static class ThresholdSelector
{
    /// <summary>The threshold, 0 to 1, with a note on what it achieves; null if no validation row is of class 1.</summary>
    /// <param name="wanted">The objective.</param>
    /// <param name="probabilities">The probability of class 1, for each row.</param>
    /// <param name="labels">0 or 1, for each row.</param>
    public static (double Threshold, string Sentence)? Choose(ThresholdDefinition wanted, double[] probabilities, double[] labels)
    {
        var cuts = Cuts(probabilities, labels, out var positives);
        if (positives == 0)
        {
            return null;
        }

        // By value, then by nearness to a half, then the strictest first.
        var best = cuts.OrderByDescending(cut => Worth(wanted, cut, positives))
            .ThenBy(cut => Math.Abs(cut.Threshold - 0.5))
            .ThenByDescending(cut => cut.Threshold)
            .First();
        return (best.Threshold, Sentence(wanted, best, positives, labels.Length));
    }

    /// <summary>Every threshold, from no row in class 1 to all.</summary>
    private static List<Cut> Cuts(double[] probabilities, double[] labels, out int positives)
    {
        var rows = probabilities.Zip(labels).OrderByDescending(row => row.First).ToArray();
        positives = labels.Count(label => label == 1);
        var cuts = new List<Cut>();
        var (hits, falseAlarms, above) = (0, 0, 1.0);
        for (int from = 0, to; from < rows.Length; from = to)
        {
            if (rows[from].First < above)
            {
                cuts.Add(new((above + rows[from].First) / 2, hits, falseAlarms));
            }

            for (to = from; to < rows.Length && rows[to].First == rows[from].First; to++)
            {
                (hits, falseAlarms) = rows[to].Second == 1 ? (hits + 1, falseAlarms) : (hits, falseAlarms + 1);
            }

            above = rows[from].First;
        }

        cuts.Add(new(above / 2, hits, falseAlarms));
        return cuts;
    }

    /// <summary>Greater is better. Anything precise enough is better than anything that is not.</summary>
    private static double Worth(ThresholdDefinition wanted, Cut cut, int positives) =>
        wanted.Objective switch
        {
            ThresholdObjective.F1 => cut.F1(positives),
            ThresholdObjective.Cost => -cut.Cost(wanted.Costs!, positives),
            _ => cut.Precision >= wanted.Precision ? 1 + cut.Hits + cut.Precision : cut.Precision,
        };

    private static string Sentence(ThresholdDefinition wanted, Cut cut, int positives, int rows)
    {
        var (recall, precision) = ((double)cut.Hits / positives, cut.Precision);
        var achieved = wanted.Objective switch
        {
            ThresholdObjective.F1 => $"F1 {cut.F1(positives):0.####}",
            ThresholdObjective.Cost => $"a cost of {cut.Cost(wanted.Costs!, positives) / rows:0.####} a row",
            _ => precision >= wanted.Precision
                ? $"recall {recall:0.####} at precision {precision:0.####}"
                : $"precision {precision:0.####} at recall {recall:0.####}; no threshold reaches the "
                    + $"{wanted.Precision:0.####} that was asked for",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{cut.Threshold:0.####} on: {achieved} on {rows:N0} validation rows.");
    }

    /// <summary>One threshold.</summary>
    private readonly record struct Cut(double Threshold, int Hits, int FalseAlarms)
    {
        public double Precision => Hits == 0 ? 0 : (double)Hits / (Hits + FalseAlarms);

        public double F1(int positives) => 2.0 * Hits / (Hits + FalseAlarms + positives);

        public double Cost(CostDefinition costs, int positives) =>
            (FalseAlarms * costs.FalsePositive) + ((positives - Hits) * costs.FalseNegative);
    }
}
