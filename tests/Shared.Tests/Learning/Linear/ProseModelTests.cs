using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Shared.Tests.Features.Ngrams;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

public sealed class ProseModelTests
{
    private static readonly (DataFrame Frame, double[] Labels) Data = SampleTexts.Make(1_500, 1);
    private static readonly byte[] File = Bytes(Train(ModelTask.Binary));

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    public void Words_that_tell_a_class_are_learned_and_hold_on_new_texts(ModelTask task)
    {
        var (frame, labels) = SampleTexts.Make(500, 2, missing: false);
        var answers = Train(task).Predict(frame);

        Assert.True(answers.Values.Zip(labels).Count(pair => pair.First == pair.Second) >= 490);
    }

    [Fact]
    public void A_number_that_words_add_up_to_is_learned()
    {
        var (frame, labels) = SampleTexts.Make(500, 3, missing: false);
        var answers = Train(ModelTask.Regression).Predict(frame);

        Assert.InRange(
            answers.Values.Zip(labels).Average(pair => (pair.First - (10 * pair.Second)) * (pair.First - (10 * pair.Second))),
            0,
            2
        );
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Contributions_of_columns_add_up_to_the_margin(ModelTask task)
    {
        var model = Train(task);
        var linear = (LinearModel)model.Model;
        var explained = model.Explain(Data.Frame, threads: 2)!;
        var features = model.Plan.Encode(Data.Frame);
        var (row, margins) = (new float[linear.FeatureCount], new double[linear.MarginCount]);

        Assert.Equal(["review", "stars"], explained.Columns);
        for (var r = 0; r < 100; r++)
        {
            features.CopyRow(r, row);
            linear.Margins(row, margins);
            for (var k = 0; k < margins.Length; k++)
            {
                Assert.Equal(margins[k], explained.Base(r, k) + explained.Of(r, k).ToArray().Sum(), 1e-9);
            }
        }
    }

    [Fact]
    public void By_column_the_contributions_of_single_features_are_added_up()
    {
        var model = Train(ModelTask.Multiclass);
        var linear = (LinearModel)model.Model;
        var features = model.Plan.Encode(Data.Frame).Take([.. Enumerable.Range(0, 20)]);
        int[] columnOf =
        [
            .. features.Features.Select(feature => feature.Source == "review" ? 0 : 1),
            .. Enumerable.Repeat(0, features.Blocks[0].Width),
        ];
        var (own, added) = (new double[20 * linear.MarginCount * 3], new double[20 * linear.MarginCount * 3]);

        linear.ExplainColumns(features, columnOf, 2, own, threads: 2);
        ((IExplainable)new FeatureByFeature(linear)).ExplainColumns(features, columnOf, 2, added, threads: 2);

        Assert.All(own.Zip(added), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void A_model_read_back_scores_the_same_bits_row_by_row_and_in_bulk_and_writes_the_same_bytes()
    {
        var read = TrainedModel.Read(File, ModelKinds.BuiltIn);
        var features = read.Plan.Encode(Data.Frame, threads: 2);
        var scores = read.Model.Scores(features);
        var (row, one) = (new float[read.Model.FeatureCount], new double[1]);

        Assert.Equal(Train(ModelTask.Binary).Predict(Data.Frame).Probabilities, read.Predict(Data.Frame, threads: 2).Probabilities);
        Assert.Equal(File, Bytes(read));
        for (var r = 0; r < 50; r++)
        {
            features.CopyRow(r, row);
            read.Model.Score(row, one);
            Assert.Equal(scores[r], one[0]);
        }
    }

    [Fact]
    public void Large_batches_are_answered_in_parts_with_the_same_bits()
    {
        var (frame, _) = SampleTexts.Make(9_000, 4);
        var model = TrainedModel.Read(File, ModelKinds.BuiltIn);

        Assert.Equal(model.Predict(model.Encode(frame)).Probabilities, model.Predict(frame, threads: 2).Probabilities);
    }

    [Fact]
    public void A_trial_is_the_same_whichever_trials_came_before_it()
    {
        var (frame, labels) = SampleTexts.Make(600, 6, missing: false);
        var plan = SampleTexts.Fit(frame);
        TrainingSet Part(int from, int count) =>
            new(plan.Encode(frame).Take([.. Enumerable.Range(from, count)]), labels[from..(from + count)], 2);
        byte[] Trial(TrainingSet training, TrainingSet validation, double l2) =>
            new LinearTrainer().Train(training, validation, new() { ["l2"] = l2 }, new(ModelTask.Binary, 7, 2)).Model.Bytes();

        var (training, validation) = (Part(0, 450), Part(450, 150));
        byte[][] first = [Trial(training, validation, 1e-4), Trial(training, validation, 1)];
        (training, validation) = (Part(0, 450), Part(450, 150));
        byte[][] turned = [Trial(training, validation, 1), Trial(training, validation, 1e-4)];

        Assert.Equal(first[0], turned[1]);
        Assert.Equal(first[1], turned[0]);
        Assert.NotEqual(first[0], first[1]);
    }

    [Fact]
    public void A_trial_learns_the_columns_anew_beside_the_n_grams_of_the_path()
    {
        var (frame, labels) = SampleTexts.Make(600, 6, missing: false);
        var plan = SampleTexts.Fit(frame);
        TrainingSet Part(int from, int count) =>
            new(plan.Encode(frame).Take([.. Enumerable.Range(from, count)]), labels[from..(from + count)], 2);
        var (training, validation) = (Part(0, 450), Part(450, 150));
        double[] Stars(double l2, double l1Share)
        {
            var model = (LinearModel)
                new LinearTrainer()
                    .Train(training, validation, new() { ["l2"] = l2, ["l1Share"] = l1Share }, new(ModelTask.Binary, 7, 2))
                    .Model;
            var (row, contributions) = (new float[model.FeatureCount], new double[model.FeatureCount + 1]);
            training.Features.CopyRow(0, row);
            model.Explain(row, contributions);
            return [.. contributions[..training.Features.Columns.Length], contributions[training.Features.Columns.Length..].Sum()];
        }

        var (free, held) = (Stars(1e-4, 0), Stars(10, 1));

        Assert.Contains(free[..^1], contribution => contribution != 0);
        Assert.All(held[..^1], contribution => Assert.Equal(0, contribution));
        Assert.Equal(free[^1], held[^1], 0.5);
    }

    [Fact]
    public void The_path_is_walked_once_for_the_same_rows_and_anew_for_others()
    {
        TrainingSet Empty() => new(new([], [], 0), [], 2);
        var (training, validation, walks) = (Empty(), Empty(), 0);
        double End(TrainingSet chooses, ModelTask task) =>
            RegularizationPath.EndOf(training, chooses, task, () => new(++walks, new([], true, 0, 0), [], 1, 0)).Penalty;

        Assert.Equal(
            [1, 1, 2, 3],
            [
                End(validation, ModelTask.Binary),
                End(validation, ModelTask.Binary),
                End(Empty(), ModelTask.Binary),
                End(validation, ModelTask.Multiclass),
            ]
        );
    }

    [Fact]
    public void Validation_rows_choose_the_penalty_on_n_grams_and_what_they_chose_is_fitted_again()
    {
        var (frame, labels) = SampleTexts.Make(600, 6, missing: false);
        var random = new Random(7);
        var noise = Array.ConvertAll(labels, _ => (double)random.Next(2));
        var plan = SampleTexts.Fit(frame);
        double Chosen(double[] truth)
        {
            TrainingSet Part(int from, int count) =>
                new(plan.Encode(frame).Take([.. Enumerable.Range(from, count)]), truth[from..(from + count)], 2);
            return new LinearTrainer().Train(Part(0, 450), Part(450, 150), [], new(ModelTask.Binary, 7, 2)).Fitted["ngramL2"];
        }

        Assert.InRange(Chosen(labels), 0, 1e-4);
        Assert.InRange(Chosen(noise), 0.003, 1);
        var set = new TrainingSet(plan.Encode(frame), labels, 2);
        byte[] Refit(double penalty) =>
            new LinearTrainer().Train(set, null, new() { ["ngramL2"] = penalty }, new(ModelTask.Binary, 7, 2)).Model.Bytes();
        Assert.NotEqual(Refit(1e-4), Refit(0.1));
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    public void Any_number_of_threads_makes_the_same_bytes(ModelTask task) =>
        Assert.Equal(Bytes(Train(task, threads: 1)), Bytes(Train(task, threads: 4)));

    [Theory]
    [InlineData("plan", "\"kind\":\"wordPairs\"", "\"kind\":\"sentences\"")]
    [InlineData("plan", "\"keys\":[", "\"keys\":[0,")]
    [InlineData("plan", "\"keys\":[", "\"keys\":[4294967295,")]
    [InlineData("plan", "\"counts\":[", "\"counts\":[1,")]
    [InlineData("plan", "\"counts\":[", "\"counts\":[-1,")]
    [InlineData("plan", "\"encoding\":\"sparse\"", "\"encoding\":\"dense\"")]
    [InlineData("plan", "\"encoding\":\"sparse\"", "\"encoding\":\"native\"")]
    [InlineData("plan", "\"tables\":[", "\"tables\":[null,")]
    [InlineData("plan", "\"texts\":", "\"texts\":-")]
    [InlineData("head", "\"kind\":\"linear\"", "\"kind\":\"gbdt\"")]
    public void Parts_that_do_not_fit_together_are_refused(string section, string found, string replaced)
    {
        var sections = ModelFile.Read(File);
        var text = Encoding.UTF8.GetString(sections[section].Span);
        Assert.Contains(found, text, StringComparison.Ordinal);
        var at = text.IndexOf(found, StringComparison.Ordinal);
        var altered = Encoding.UTF8.GetBytes(text[..at] + replaced + text[(at + found.Length)..]);

        Assert.Throws<InvalidModelException>(() => TrainedModel.Read(Join(sections, section, altered), ModelKinds.BuiltIn));
    }

    [Fact]
    public void No_change_of_the_payload_makes_the_reader_crash()
    {
        var sections = ModelFile.Read(File);
        var payload = sections["model"].ToArray();
        var random = new Random(8);
        var refused = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var altered = (byte[])payload.Clone();
            for (var change = 0; change < 1 + (i % 3); change++)
            {
                altered[random.Next(i % 2 == 0 ? Math.Min(64, altered.Length) : altered.Length)] = (byte)random.Next(256);
            }

            try
            {
                var model = ModelKinds.BuiltIn.Read(
                    LinearModel.KindName,
                    i % 5 == 0 ? altered.AsMemory(0, random.Next(altered.Length)) : altered
                );
                Assert.InRange(model.FeatureCount, 0, payload.Length);
            }
            catch (InvalidModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 400, 1_999);
    }

    private static TrainedModel Train(ModelTask task, int threads = 2)
    {
        var plan = SampleTexts.Fit(Data.Frame);
        var (labels, classes) = task switch
        {
            ModelTask.Regression => (Array.ConvertAll(Data.Labels, label => 10 * label), 0),
            ModelTask.Multiclass => ([.. Data.Labels.Select((label, row) => row % 7 == 6 ? 2 : label)], 3),
            _ => (Data.Labels, 2),
        };
        var outcome = new LinearTrainer().Train(new(plan.Encode(Data.Frame), labels, classes), null, [], new(task, 7, threads));
        Assert.Contains("converged", Assert.Single(outcome.Notes.Sentences()), StringComparison.Ordinal);
        string[] names = ["bad", "good", "none"];
        return new()
        {
            Task = task,
            Classes = names[..classes],
            Label = "label",
            Signature = SampleTexts.Schema,
            Plan = plan,
            Model = outcome.Model,
        };
    }

    private static byte[] Join(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string replaced, byte[] by)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(
            stream,
            [.. new[] { "head", "plan", "model" }.Select(name => (name, name == replaced ? by : sections[name].ToArray()))]
        );
        return stream.ToArray();
    }

    private static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Knows single features only, as most models do.</summary>
    private sealed class FeatureByFeature(LinearModel model) : IExplainable
    {
        public int FeatureCount => model.FeatureCount;

        public int MarginCount => model.MarginCount;

        public void Margins(ReadOnlySpan<float> row, Span<double> margins) => model.Margins(row, margins);

        public void Explain(ReadOnlySpan<float> row, Span<double> contributions) => model.Explain(row, contributions);

        public void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads) =>
            model.ExplainAll(features, contributions, threads);
    }
}
