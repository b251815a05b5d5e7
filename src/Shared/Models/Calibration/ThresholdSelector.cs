using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Models.Calibration;

/// <summary>
/// Chooses the probability from which class 1 is the answer. Of all places where the answers of the validation rows
/// change, it takes the one with the best value of the objective; among equals the one nearest to a half. The threshold
/// is the middle between two rows, because new rows will fall between them.
/// </summary>
internal static class ThresholdSelector
{
    /// <summary>The threshold, 0 to 1, with a note on what it achieves; null, with a note, if no validation row is of class 1.</summary>
    /// <param name="wanted">The objective.</param>
    /// <param name="answer">The name of class 1.</param>
    /// <param name="probabilities">The probability of class 1, for each row.</param>
    /// <param name="labels">0 or 1, for each row.</param>
    public static (double? Threshold, Note Note) Choose(ThresholdDefinition wanted, string answer, double[] probabilities, double[] labels)
    {
        var cuts = Cuts(probabilities, labels, out var positives);
        if (positives == 0)
        {
            return (null, DecisionNotes.NoThreshold(answer));
        }

        // By value, then by nearness to a half, then the strictest first.
        var best = cuts.OrderByDescending(cut => ScoreOf(wanted, cut, positives))
            .ThenBy(cut => Math.Abs(cut.Threshold - 0.5))
            .ThenByDescending(cut => cut.Threshold)
            .First();
        return (best.Threshold, Achieved(wanted, answer, best, positives, labels.Length));
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
    private static double ScoreOf(ThresholdDefinition wanted, Cut cut, int positives) =>
        wanted.Objective switch
        {
            ThresholdObjective.F1 => cut.F1(positives),
            ThresholdObjective.Cost => -cut.Cost(wanted.Costs!, positives),
            _ => cut.Precision >= wanted.Precision ? 1 + cut.Hits + cut.Precision : cut.Precision,
        };

    private static Note Achieved(ThresholdDefinition wanted, string answer, Cut cut, int positives, int rows) =>
        wanted.Objective switch
        {
            ThresholdObjective.F1 => DecisionNotes.ThresholdByF1(answer, cut.Threshold, cut.F1(positives), rows),
            ThresholdObjective.Cost => DecisionNotes.ThresholdByCost(
                answer,
                cut.Threshold,
                cut.Cost(wanted.Costs!, positives) / rows,
                rows
            ),
            _ => DecisionNotes.ThresholdByPrecision(
                answer,
                cut.Threshold,
                cut.Precision,
                (double)cut.Hits / positives,
                wanted.Precision ?? 0,
                rows
            ),
        };

    private readonly record struct Cut(double Threshold, int Hits, int FalseAlarms)
    {
        public double Precision => Hits == 0 ? 0 : (double)Hits / (Hits + FalseAlarms);

        public double F1(int positives) => 2.0 * Hits / (Hits + FalseAlarms + positives);

        public double Cost(CostDefinition costs, int positives) =>
            (FalseAlarms * costs.FalsePositive) + ((positives - Hits) * costs.FalseNegative);
    }
}
