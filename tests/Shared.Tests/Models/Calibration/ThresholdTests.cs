using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Models.Calibration;

public sealed class ThresholdTests
{
    private static readonly ThresholdDefinition F1 = new(ThresholdObjective.F1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_threshold_serves_the_objective_better(int seed)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, 300).Select(_ => random.NextDouble() < 0.2 ? 1.0 : 0).ToArray();
        var probabilities = Array.ConvertAll(labels, label => Math.Round((0.6 * random.NextDouble()) + (0.3 * label), 2));
        ThresholdDefinition[] objectives =
        [
            F1,
            new(ThresholdObjective.Cost, Costs: new(1, 5)),
            new(ThresholdObjective.Cost, Costs: new(3, 0.5)),
            new(ThresholdObjective.Recall, Precision: 0.7),
        ];
        foreach (var wanted in objectives)
        {
            var chosen = ThresholdSelector.Choose(wanted, "yes", probabilities, labels).Threshold!.Value;

            // Between any two hundredths there is nothing, so these are all there are.
            var best = Enumerable.Range(-1, 102).Max(hundredth => Worth(wanted, probabilities, labels, (hundredth / 100.0) + 0.005));
            Assert.Equal(best, Worth(wanted, probabilities, labels, chosen), 1e-9);
            Assert.InRange(chosen, 0, 1);
            Assert.DoesNotContain(probabilities, probability => probability == chosen);
        }
    }

    [Fact]
    public void Where_misses_cost_nothing_nobody_is_called_and_where_false_alarms_cost_nothing_everybody()
    {
        double[] probabilities = [0.2, 0.4, 0.9],
            labels = [0, 1, 1];

        Assert.True(
            ThresholdSelector.Choose(new(ThresholdObjective.Cost, Costs: new(1, 0)), "yes", [0.9, 0.4, 0.2], [0, 1, 1]).Threshold!.Value
                > 0.9
        );
        Assert.True(
            ThresholdSelector.Choose(new(ThresholdObjective.Cost, Costs: new(0, 1)), "yes", [0.9, 0.4, 0.2], [0, 1, 1]).Threshold!.Value
                < 0.2
        );
        Assert.InRange(ThresholdSelector.Choose(F1, "yes", probabilities, labels).Threshold!.Value, 0.2, 0.4);
    }

    [Fact]
    public void What_cannot_be_had_is_said()
    {
        var unreachable = ThresholdSelector.Choose(new(ThresholdObjective.Recall, Precision: 0.9), "yes", [0.9, 0.8, 0.3], [0, 1, 1]);

        Assert.Contains("no threshold reaches the 0.9", unreachable.Note.Sentence());
        Assert.InRange(unreachable.Threshold!.Value, 0, 0.3); // Two of three are right, and no place is better.
        Assert.Null(ThresholdSelector.Choose(F1, "yes", [0.9, 0.8], [0, 0]).Threshold);
    }

    [Fact]
    public void A_rule_says_what_it_does_and_classes_are_answered_by_it()
    {
        var random = new Random(4);
        var labels = Enumerable.Range(0, 2_000).Select(_ => random.NextDouble() < 0.1 ? 1.0 : 0).ToArray();
        var scores = Array.ConvertAll(labels, label => (0.4 * random.NextDouble()) + (0.1 * label));

        var fitted = DecisionRule.Fit(ModelTask.Binary, ["no", "yes"], F1, scores, labels)!;
        var answers = fitted.Rule.Read(ModelTask.Binary, ["no", "yes"], (double[])scores.Clone());

        Assert.Contains(fitted.Notes.Sentences(), note => note.StartsWith("'yes' is answered from a probability of 0."));
        Assert.Contains(fitted.Notes.Sentences(), note => note.Contains("calibrated"));
        Assert.Contains(1.0, answers.Values);
        Assert.All(
            Enumerable.Range(0, answers.RowCount),
            row => Assert.Equal(answers.Probabilities![(2 * row) + 1] >= fitted.Rule.Threshold ? 1 : 0, answers.Values[row])
        );
        Assert.Null(DecisionRule.Fit(ModelTask.Regression, [], null, scores, labels));
        Assert.Null(DecisionRule.Fit(ModelTask.Binary, ["no", "yes"], null, scores, labels)!.Rule.Threshold);
    }

    private static double Worth(ThresholdDefinition wanted, double[] probabilities, double[] labels, double threshold)
    {
        var called = probabilities.Zip(labels).Where(row => row.First >= threshold).ToList();
        double hits = called.Count(row => row.Second == 1),
            falseAlarms = called.Count - hits,
            misses = labels.Count(label => label == 1) - hits;
        return wanted.Objective switch
        {
            ThresholdObjective.F1 => 2 * hits / ((2 * hits) + falseAlarms + misses),
            ThresholdObjective.Cost => -(falseAlarms * wanted.Costs!.FalsePositive) - (misses * wanted.Costs.FalseNegative),
            _ => called.Count > 0 && hits / called.Count >= wanted.Precision ? hits : -1,
        };
    }
}
