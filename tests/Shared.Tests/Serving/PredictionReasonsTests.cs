using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class PredictionReasonsTests
{
    private static readonly ColumnPlan Temp = new("temp", ColumnType.Number, new(new(0, 1), 0, false));
    private static readonly ColumnPlan Season = new("season", ColumnType.Text, Text: new(["summer", "winter"], 0));

    [Fact]
    public void Base_and_contributions_add_up_to_the_margin_of_the_chosen_class_and_features_of_one_column_go_together()
    {
        var plan = new FeaturePlan(FeatureEncoding.Dense, [Temp, Season]);
        var count = plan.Features.Count;
        double[] weights = [.. Enumerable.Range(0, 3 * (count + 1)).Select(i => ((i * 7) % 5) - 2d)];
        var linear = new LinearModel(LinearKind.Multinomial, count, 3, weights, [.. Enumerable.Range(0, count).Select(i => i / 4d)], []);
        var answer = Answer(plan, linear, ModelTask.Multiclass, ["a", "b", "c"]);

        var reasons = PredictionReasons.Of(answer)!;

        for (var i = 0; i < answer.Inputs.RowCount; i++)
        {
            var (row, margins) = (new float[count], new double[3]);
            plan.Encode(answer.Inputs).CopyRow(i, row);
            linear.Margins(row, margins);
            Assert.Equal(
                margins[(int)answer.Predictions.Values[i]],
                reasons[i].Base + reasons[i].Columns.Sum(column => column.Contribution),
                9
            );
            Assert.Empty(reasons[i].Columns.Select(column => column.Column).Except(["temp", "season"]));
            Assert.Equal(reasons[i].Columns.OrderByDescending(column => Math.Abs(column.Contribution)), reasons[i].Columns);
        }
    }

    [Fact]
    public void A_model_that_says_the_same_of_every_row_has_no_reasons() =>
        Assert.Null(PredictionReasons.Of(Answer(new(FeatureEncoding.Dense, [Temp]), new BaselineModel(1, [4]), ModelTask.Regression, [])));

    private static ScoredBatch Answer(FeaturePlan plan, IModel model, ModelTask task, string[] classes)
    {
        var trained = new TrainedModel
        {
            Task = task,
            Classes = classes,
            Label = "label",
            Signature = [new("temp", ColumnType.Number, ColumnRole.Feature), new("season", ColumnType.Text, ColumnRole.Feature)],
            Plan = plan,
            Model = model,
        };
        var rows = new DataFrame(
            [
                new NumberColumn("temp", [.. Enumerable.Range(0, 600).Select(row => row % 7 == 0 ? double.NaN : (row % 13) - 6.5)]),
                new TextColumn("season", [.. Enumerable.Range(0, 600).Select(row => (row % 3) - 1)], ["winter", "spring"]),
            ],
            600
        );
        return new ServedModel(null!, trained, trained.Signature, new Dictionary<string, ColumnDefinition>(), ServingFixture.Key).Predict(
            rows
        );
    }
}
