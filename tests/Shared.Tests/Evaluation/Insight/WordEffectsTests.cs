using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Features.Ngrams;
using MLOpsFunctions.Shared.Tests.Serving;

namespace MLOpsFunctions.Shared.Tests.Evaluation.Insight;

public sealed class WordEffectsTests
{
    private static readonly string[] Good = ["funny", "great", "lovely", "moving", "superb"];
    private static readonly string[] Bad = ["awful", "boring", "dull", "lame", "weak"];

    [Theory]
    [InlineData(ModelTask.Binary, "bad", "good")]
    [InlineData(ModelTask.Multiclass, "bad", "good")]
    [InlineData(ModelTask.Regression, "lower", "higher")]
    public void Words_that_tell_an_answer_are_named_for_it(ModelTask task, string low, string high)
    {
        var insight = InsightBuilder.Of(
            Train(task),
            100_000,
            SampleTexts.Make(800, 5).Frame,
            SampleTexts.Make(800, 5).Labels,
            task == ModelTask.Regression ? "rmse" : "logloss",
            7,
            threads: 2
        )!;

        Assert.Equal([low, high], insight.Words.Select(words => words.Answer));
        Assert.All(insight.Words, words => Assert.Equal("review", words.Column));
        Assert.Equal(Bad, insight.Words[0].Words.Take(5).Select(word => word.Word).Order());
        Assert.Equal(Good, insight.Words[1].Words.Take(5).Select(word => word.Word).Order());
        Assert.All(
            insight.Words.SelectMany(words => words.Words),
            word => Assert.True(word.Effect > 0 && word.Texts >= WordEffects.LeastTexts)
        );
    }

    [Fact]
    public void A_word_of_a_few_texts_is_not_named()
    {
        string[] texts =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(row =>
                    $"{(row % 2 == 0 ? "great" : "dull")} film{(row < 8 && row % 2 == 0 ? " hildegard" : "")}"
                    + $"{(row < 10 && row % 2 == 0 ? " ottokar" : "")}"
                ),
        ];
        var frame = SampleTexts.Of(texts, new double[60]);
        var model = Train(frame, [.. Enumerable.Range(0, 60).Select(row => row % 2 == 0 ? 1.0 : 0)], ModelTask.Binary);

        var named = WordEffects.Of(model, frame).Single(words => words.Answer == "good").Words.Select(word => word.Word).ToList();

        Assert.Contains(model.ExplainWords("review", texts[0]), word => word.Key == "hildegard" && word.Value[0] > 0);
        Assert.Contains("ottokar", named); // In five texts; the other is in four.
        Assert.DoesNotContain(named, word => word.Contains("hildegard", StringComparison.Ordinal));
    }

    [Fact]
    public void Reasons_name_the_words_of_a_text_and_what_each_added()
    {
        var model = Train(ModelTask.Binary);
        var frame = SampleTexts.Of(["the plot was dull and awful but a lovely scene", null], [1, 1]);
        var served = new ServedModel(null!, model, model.Signature, new Dictionary<string, ColumnDefinition>(), ServingFixture.Key);

        var reasons = PredictionReasons.Of(served.Predict(frame))!;

        var words = reasons[0].Columns.Single(column => column.Column == "review").Words;
        Assert.Equal(["awful", "dull", "lovely"], words.Select(word => word.Word).Intersect([.. Good, .. Bad]).Order());
        Assert.All(words.Where(word => word.Word is "awful" or "dull"), word => Assert.True(word.Contribution < 0));
        Assert.True(words.Single(word => word.Word == "lovely").Contribution > 0);
        Assert.Equal(words.OrderByDescending(word => Math.Abs(word.Contribution)), words);
        Assert.All(reasons[1].Columns, column => Assert.Empty(column.Words));
    }

    [Fact]
    public void Words_and_a_text_without_them_add_up_to_the_columns_contribution()
    {
        var model = Train(ModelTask.Multiclass);
        var text = "the plot was dull and awful but a lovely, lovely scene";
        var (with, without) = (model.Explain(SampleTexts.Of([text], [1]))!, model.Explain(SampleTexts.Of([new('?', text.Length)], [1]))!);
        var linear = (LinearModel)model.Model;
        var empty = model.ExplainWords("review", new('?', text.Length));

        for (var k = 0; k < linear.MarginCount; k++)
        {
            var own = model.ExplainWords("review", text).Sum(word => word.Value[k]) - empty.Sum(word => word.Value[k]);
            Assert.Equal(with.Of(0, k)[0] - without.Of(0, k)[0], own, 1e-5);
        }
    }

    private static TrainedModel Train(ModelTask task)
    {
        var (frame, labels) = SampleTexts.Make(1_500, 1);
        return Train(frame, labels, task);
    }

    private static TrainedModel Train(DataFrame frame, double[] labels, ModelTask task)
    {
        var plan = SampleTexts.Fit(frame);
        var classes = task == ModelTask.Regression ? 0 : 2;
        string[] names = ["bad", "good"];
        return new()
        {
            Task = task,
            Classes = names[..classes],
            Label = "label",
            Signature = SampleTexts.Schema,
            Plan = plan,
            Model = new LinearTrainer().Train(new(plan.Encode(frame), labels, classes), null, [], new(task, 7, 2)).Model,
        };
    }
}
