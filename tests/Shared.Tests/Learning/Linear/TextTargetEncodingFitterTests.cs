using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Shared.Tests.Features.Ngrams;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

/// <summary>Trees that have the words of a text as scores beside its length.</summary>
public sealed class TextTargetEncodingFitterTests
{
    private static readonly (DataFrame Frame, double[] Labels) Data = Crossed(1_200, 1);
    private static readonly byte[] File = Bytes(Train(threads: 2));

    [Fact]
    public void Trees_learn_what_words_and_numbers_say_only_together()
    {
        var (frame, labels) = Crossed(400, 2);
        var answers = TrainedModel.Read(File, ModelKinds.BuiltIn).Predict(frame, threads: 2).Values;

        Assert.True(answers.Zip(labels).Count(pair => pair.First == pair.Second) > 380);
    }

    [Fact]
    public void A_row_is_scored_by_what_others_say_so_that_words_without_meaning_look_like_that()
    {
        var random = new Random(5);
        string[] texts =
        [
            .. Enumerable.Range(0, 400).Select(row => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"w{random.Next(300)}"))),
        ];
        var labels = Array.ConvertAll(texts, _ => (double)random.Next(2));
        var frame = SampleTexts.Of(texts, [.. texts.Select((_, row) => (double)(row % 5))]);
        var (plan, training) = Score(frame, labels, ModelTask.Binary);

        Assert.InRange(Auc(Scores(training.Features), labels), 0.4, 0.6);
        Assert.True(Auc(Scores(plan.Encode(frame)), labels) > 0.7, "the model of all rows should know them by heart");
    }

    [Fact]
    public void Equal_texts_are_scored_alike_and_where_there_is_none_there_is_no_score()
    {
        string?[] texts =
        [
            .. Enumerable.Range(0, 300).Select(row => row % 10 == 9 ? null : $"{(row % 2 == 0 ? "great" : "dull")} story {row % 30}"),
        ];
        var (_, training) = Score(
            SampleTexts.Of(texts, [.. Enumerable.Range(0, 300).Select(row => (double)row)]),
            [.. Enumerable.Range(0, 300).Select(row => row % 2 == 0 ? 1.0 : 0)],
            ModelTask.Binary
        );
        var scores = Scores(training.Features);

        Assert.All(texts.Zip(scores).GroupBy(pair => pair.First), own => Assert.Single(own.Select(pair => pair.Second).Distinct()));
        Assert.Equal(texts.Select(text => text is null), scores.Select(float.IsNaN));
    }

    [Theory]
    [InlineData(ModelTask.Multiclass, 3)]
    [InlineData(ModelTask.Regression, 1)]
    public void There_is_a_score_for_each_class_and_one_for_a_number(ModelTask task, int scores)
    {
        var labels = Data.Labels.Select((label, row) => task == ModelTask.Multiclass && row % 5 == 0 ? 2 : label).ToArray();

        var (plan, training) = Score(Data.Frame, labels, task);

        Assert.Equal(
            scores,
            plan.Features.Count(feature => feature.Name.StartsWith("review.words.", StringComparison.Ordinal) && feature.Source == "review")
        );
        Assert.Equal(plan.Features, training.Features.Features);
    }

    [Fact]
    public void A_table_of_texts_alone_stays_as_it_is()
    {
        var frame = new DataFrame([Data.Frame.Columns[0]], Data.Frame.RowCount);
        var plan = FeaturePlan.Fit(frame, [SampleTexts.Schema[0]], All(frame), new(), FeatureEncoding.Native);
        var training = new TrainingSet(plan.Encode(frame), Data.Labels, 2);

        var scored = new TextTargetEncodingFitter(frame, All(frame), new(ModelTask.Binary, 7, 2)).Add(plan, training);

        Assert.Same(plan, scored.Plan);
        Assert.Same(training, scored.Training);
    }

    [Fact]
    public void Threads_change_no_bit_and_a_model_reads_back_as_it_was()
    {
        var read = TrainedModel.Read(File, ModelKinds.BuiltIn);

        Assert.Equal(File, Bytes(Train(threads: 1)));
        Assert.Equal(File, Bytes(Train(threads: 4)));
        Assert.Equal(File, Bytes(read));
        Assert.Equal(Train(threads: 2).Predict(Data.Frame).Probabilities, read.Predict(Data.Frame, threads: 2).Probabilities);
    }

    [Fact]
    public void Contributions_add_up_to_the_margin_and_those_of_words_are_the_texts()
    {
        var model = TrainedModel.Read(File, ModelKinds.BuiltIn);
        var explained = model.Explain(Data.Frame, threads: 2)!;
        var features = model.Plan.Encode(Data.Frame);
        var (row, margins) = (new float[features.FeatureCount], new double[1]);
        var words = 0.0;

        Assert.Equal(["review", "stars"], explained.Columns);
        for (var r = 0; r < 200; r++)
        {
            features.CopyRow(r, row);
            ((IExplainable)model.Model).Margins(row, margins);
            Assert.Equal(margins[0], explained.Base(r, 0) + explained.Of(r, 0).ToArray().Sum(), 1e-5);
            words += Math.Abs(explained.Of(r, 0)[0]);
        }

        Assert.True(words / 200 > 0.5, "the words decide half of every answer");
    }

    [Theory]
    [InlineData("\"outputs\":1", "\"outputs\":0")]
    [InlineData("\"outputs\":1", "\"outputs\":25")]
    [InlineData("\"outputs\":1", "\"outputs\":-1")]
    [InlineData("\"weights\":\"", "\"weights\":\"AAAA")]
    [InlineData("\"weights\":\"", "\"weights\":null,\"none\":\"")]
    [InlineData("\"scores\":{\"tables\":[", "\"scores\":{\"tables\":[null,")]
    [InlineData("\"encoding\":\"native\"", "\"encoding\":\"sparse\"")]
    public void Scores_that_do_not_fit_are_refused(string found, string forged)
    {
        var sections = ModelFile.Read(File);
        var plan = Encoding.UTF8.GetString(sections["plan"].Span);
        Assert.Contains(found, plan, StringComparison.Ordinal);

        Assert.Throws<InvalidModelException>(() =>
            TrainedModel.Read(Written(sections, plan.Replace(found, forged, StringComparison.Ordinal)), ModelKinds.BuiltIn)
        );
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
    {
        var sections = ModelFile.Read(File);
        var plan = JsonSerializer.Deserialize<FeaturePlan>(sections["plan"].Span, Json.Compact)!;
        BitConverter.TryWriteBytes(plan.Columns[0].Prose!.Scores!.Weights.AsSpan(4), float.NaN);

        Assert.Throws<InvalidModelException>(() => TrainedModel.Read(Written(sections, Json.Write(plan)), ModelKinds.BuiltIn));
    }

    /// <summary>
    /// Reviews of which a good word counts with one to three stars and with no others, where no sum over words and
    /// stars tells it.
    /// </summary>
    private static (DataFrame Frame, double[] Labels) Crossed(int rows, int seed)
    {
        var (frame, words) = SampleTexts.Make(rows, seed, missing: false);
        var stars = ((NumberColumn)frame.Columns[1]).Values;
        return (frame, [.. words.Zip(stars, (word, star) => word == 1 && star is > 0 and < 4 ? 1.0 : 0)]);
    }

    private static int[] All(DataFrame frame) => [.. Enumerable.Range(0, frame.RowCount)];

    private static (FeaturePlan Plan, TrainingSet Training) Score(DataFrame frame, double[] labels, ModelTask task, int threads = 2)
    {
        var plan = FeaturePlan.Fit(frame, SampleTexts.Schema, All(frame), new(), FeatureEncoding.Native);
        var classes = task == ModelTask.Regression ? 0 : (int)labels.Max() + 1;
        return new TextTargetEncodingFitter(frame, All(frame), new(task, 7, threads)).Add(plan, new(plan.Encode(frame), labels, classes));
    }

    private static TrainedModel Train(int threads)
    {
        var (frame, labels) = Data;
        var (plan, training) = Score(frame, labels, ModelTask.Binary, threads);
        return new()
        {
            Task = ModelTask.Binary,
            Classes = ["bad", "good"],
            Label = "label",
            Signature = SampleTexts.Schema,
            Plan = plan,
            Model = new BoostedTreesTrainer().Train(training, null, new() { ["trees"] = 60 }, new(ModelTask.Binary, 7, threads)).Model,
        };
    }

    private static float[] Scores(FeatureMatrix features) =>
        features.Columns[features.Features.ToList().FindIndex(feature => feature.Name == "review.words.0")];

    private static double Auc(float[] scores, double[] labels)
    {
        var pairs =
            from a in Enumerable.Range(0, labels.Length)
            from b in Enumerable.Range(0, labels.Length)
            where labels[a] > labels[b]
            select scores[a] > scores[b] ? 1
            : scores[a] == scores[b] ? 0.5
            : 0;
        return pairs.Average();
    }

    private static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Written(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string plan)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(
            stream,
            [.. sections.Select(section => (section.Key, section.Key == "plan" ? Encoding.UTF8.GetBytes(plan) : section.Value.ToArray()))]
        );
        return stream.ToArray();
    }
}
