using System.Globalization;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>Classes are chosen and judged by probabilities, and rows count by their weight.</summary>
public sealed class ProperScoreTests
{
    /// <summary>
    /// Three classes that overlap: a useful model names the right one hardly more often than the simplest guess, but its
    /// probabilities are far better.
    /// </summary>
    [Fact]
    public async Task A_useful_model_of_classes_that_overlap_passes_the_default_gates()
    {
        var data = await PreparedCsv.OfAsync("""{ "task": "multiclass", "label": "y" }""", Overlapping(rows: 1_200));
        var trial = data.Measure("linear");
        var model = new FinalFit(TrainerSet.BuiltIn)
            .Fit(data, data.ForFinal(TrainerSet.BuiltIn.Find("linear").Encoding), "linear", trial.Fitted!, trial.Rule?.Rule, default)
            .Model;

        var result = new CandidateEvaluation(data, TrainerSet.BuiltIn, default).Evaluate(model, 1_000, trial, null, null);
        var judgement = result.Judgement;
        var verdict = GateEvaluator.Evaluate(data.Gates, judgement.Report, null, judgement.Baseline, hasChampion: false);

        Assert.True(verdict.Blessed, verdict.Sentence);
        Assert.Equal(("logloss", "logloss"), (data.Metric, data.SearchMetric));
        Assert.True(judgement.Baseline.Gains["accuracy"].Low <= 0, "the accuracy proves nothing here");
    }

    [Fact]
    public async Task Candidates_are_compared_by_the_loss_of_calibrated_probabilities_unless_a_definition_names_a_metric()
    {
        var csv = Overlapping(rows: 600).Replace(",c", ",a", StringComparison.Ordinal);
        var plain = await PreparedCsv.OfAsync("""{ "task": "binary", "label": "y" }""", csv);
        var named = await PreparedCsv.OfAsync("""{ "task": "binary", "label": "y", "training": { "metric": "f1" } }""", csv);
        var trial = plain.Measure("gbdt");

        Assert.Equal(("auc", "logloss"), (plain.Metric, plain.SearchMetric));
        Assert.Equal(("f1", "f1"), (named.Metric, named.SearchMetric));
        Assert.Equal(trial.Metrics!["logloss"], trial.Value);
    }

    [Fact]
    public async Task A_column_of_weights_counts_in_what_candidates_are_compared_and_judged_by()
    {
        var (random, csv) = (new Random(2), new StringBuilder("x,w,y\n"));
        for (var row = 0; row < 400; row++)
        {
            // The rows of one sort are heavy and need 1, the others need 0; no column tells them apart.
            csv.Append(CultureInfo.InvariantCulture, $"{random.NextDouble():F4},{(row % 4 == 0 ? 9 : 1)},{(row % 4 == 0 ? 1 : 0)}\n");
        }

        const string Columns = """ "columns": { "w": { "role": "weight" } } """;
        var weighted = await PreparedCsv.OfAsync($$"""{ "task": "regression", "label": "y", {{Columns}} }""", csv.ToString());
        var answers = weighted.ToMeasure(
            MLOpsFunctions.Learning.Predictions.FromScores(ModelTask.Regression, [], new double[weighted.Split.Test.Length]),
            weighted.Split.Test
        );

        // A quarter of the rows by number is three quarters by weight.
        Assert.InRange(Evaluator.Measure("mae", answers, weighted.TestLabels), 0.55, 0.9);
        Assert.InRange(Evaluator.Measure("mae", answers with { Weights = null }, weighted.TestLabels), 0.1, 0.45);
        Assert.InRange(weighted.Measure("baseline").Metrics!["rmse"], 0.4, 0.45);
    }

    /// <summary>The probabilities of three classes shift with two columns; one class is the likeliest nearly everywhere.</summary>
    private static string Overlapping(int rows)
    {
        var (random, csv) = (new Random(3), new StringBuilder("p,q,y\n"));
        for (var row = 0; row < rows; row++)
        {
            var (p, q, draw) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            var first = 0.48 + (0.1 * (random.NextDouble() - 0.5));
            var second = (1 - first) * (0.05 + (0.9 * p));
            csv.Append(CultureInfo.InvariantCulture, $"{p:F4},{q:F4},{(draw < first ? "a" : draw < first + second ? "b" : "c")}\n");
        }

        return csv.ToString();
    }
}
