using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Shared.Tests.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Models;

public sealed class TrainedModelTests
{
    private static readonly DataFrame Frame = MakeFrame(400);
    private static readonly ColumnSchema[] Schema =
    [
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("city", ColumnType.Text, ColumnRole.Feature),
        new("day", ColumnType.Time, ColumnRole.Time),
    ];

    private static readonly byte[] File = Bytes(Train());

    [Fact]
    public void A_model_read_back_answers_the_same_and_writes_the_same_bytes()
    {
        var read = TrainedModel.Read(File, ModelKinds.BuiltIn);

        Assert.Equal(Train().Predict(Frame).Probabilities, read.Predict(Frame, threads: 2).Probabilities);
        Assert.Equal(File, Bytes(read));
    }

    [Fact]
    public void Scores_are_read_by_the_rule_that_the_file_holds_and_contributions_still_add_up_to_the_margin()
    {
        var plain = Train();
        var ruled = Train(new(new(CalibrationMethod.Platt, 0.5, 0.25), 0.3));
        var read = TrainedModel.Read(Bytes(ruled), ModelKinds.BuiltIn);

        var (before, after) = (plain.Predict(Frame), read.Predict(Frame, threads: 2));

        Assert.Equal(Bytes(ruled), Bytes(read));
        for (var row = 0; row < Frame.RowCount; row++)
        {
            var odds = Math.Log(before.Probabilities![(2 * row) + 1] / before.Probabilities[2 * row]);
            Assert.Equal(1 / (1 + Math.Exp(-(0.5 * odds) - 0.25)), after.Probabilities![(2 * row) + 1], 1e-9);
            Assert.Equal(after.Probabilities[(2 * row) + 1] >= 0.3 ? 1 : 0, after.Values[row]);
        }

        Assert.Equal(plain.Explain(Frame)!.Values, read.Explain(Frame)!.Values);
    }

    [Theory]
    [InlineData("""{"calibration":{"method":"platt","slope":0,"offset":0}}""")]
    [InlineData("""{"calibration":{"method":"platt","slope":"NaN","offset":0}}""")]
    [InlineData("""{"calibration":{"method":"platt","slope":1,"offset":"Infinity"}}""")]
    [InlineData("""{"calibration":{"method":"temperature","slope":1,"offset":0}}""")]
    [InlineData("""{"calibration":{"method":"isotonic","slope":1,"offset":0}}""")]
    [InlineData(
        """{"calibration":{"method":"isotonic","slope":1,"offset":0,"knots":[{"score":0.5,"probability":0.5},"""
            + """{"score":0.4,"probability":0.6}]}}"""
    )]
    [InlineData(
        """{"calibration":{"method":"isotonic","slope":1,"offset":0,"knots":[{"score":0.4,"probability":0.6},"""
            + """{"score":0.5,"probability":0.5}]}}"""
    )]
    [InlineData("""{"calibration":{"method":"isotonic","slope":1,"offset":0,"knots":[{"score":0.4,"probability":0.6},null]}}""")]
    [InlineData("""{"calibration":{"method":9}}""")]
    [InlineData("""{"threshold":1.5}""")]
    [InlineData("""{"threshold":"NaN"}""")]
    [InlineData("""{"limit":0.5}""")]
    [InlineData("null")]
    public void A_rule_that_no_fit_could_have_given_is_refused(string rule) => Refuse(rule);

    [Fact]
    public void A_rule_that_is_longer_than_any_could_be_is_refused_before_it_is_read() =>
        Assert.Contains(
            "at most 65,536 are read",
            Refuse(
                """{"calibration":{"method":"isotonic","knots":["""
                    + string.Join(",", Enumerable.Repeat("""{"score":0.5,"probability":0.5}""", 3_000))
                    + "]}}"
            ).Message
        );

    [Fact]
    public void A_section_that_is_not_known_is_refused()
    {
        var sections = ModelFile.Read(File);
        using var stream = new MemoryStream();
        ModelFile.Write(stream, [.. new[] { "head", "plan", "model" }.Select(name => (name, sections[name].ToArray())), ("more", [1])]);

        Assert.Throws<InvalidModelException>(() => TrainedModel.Read(stream.ToArray(), ModelKinds.BuiltIn));
    }

    [Fact]
    public void Contributions_by_column_add_up_to_the_log_odds()
    {
        var model = TrainedModel.Read(File, ModelKinds.BuiltIn);
        var explanations = model.Explain(Frame, threads: 2)!;

        Assert.Equal(["size", "city", "day"], explanations.Columns);
        var probabilities = model.Predict(Frame).Probabilities!;
        for (var row = 0; row < Frame.RowCount; row++)
        {
            var margin = explanations.Base(row, 0) + explanations.Of(row, 0).ToArray().Sum();
            Assert.Equal(probabilities[(2 * row) + 1], 1 / (1 + Math.Exp(-margin)), 1e-9);
        }
    }

    [Theory]
    [InlineData("head", "\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\"]")]
    [InlineData("head", "\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\",\"no\"]")]
    [InlineData("head", "\"classes\":[\"no\",\"yes\"],", "")]
    [InlineData("head", "\"classes\":[\"no\",\"yes\"]", "\"classes\":[null,\"yes\"]")]
    [InlineData("head", "\"task\":\"binary\"", "\"task\":77")]
    [InlineData("head", "\"name\":\"city\"", "\"name\":\"size\"")]
    [InlineData("head", "\"kind\":\"gbdt\"", "\"kind\":\"linear\"")]
    [InlineData("head", "{", "[")]
    [InlineData("plan", "\"buckets\":0", "\"buckets\":2000000000")]
    [InlineData("plan", "\"buckets\":0", "\"buckets\":252")]
    [InlineData("plan", "\"indicator\":false", "\"indicator\":true")]
    [InlineData("plan", "\"median\":0", "\"median\":\"NaN\"")]
    [InlineData("plan", "\"levels\":[", "\"levels\":[null,")]
    [InlineData("plan", "\"column\":\"city\"", "\"column\":\"nowhere\"")]
    [InlineData("plan", "{\"encoding\":\"native\",\"columns\":[", "{\"encoding\":\"native\",\"columns\":[null,")]
    [InlineData("plan", "{\"encoding\"", "{\"assembly\":\"x\",\"encoding\"")]
    public void Parts_that_do_not_fit_together_are_refused(string section, string found, string replaced)
    {
        var sections = ModelFile.Read(File);
        var text = Encoding.UTF8.GetString(sections[section].Span);
        Assert.Contains(found, text, StringComparison.Ordinal);
        var at = text.IndexOf(found, StringComparison.Ordinal);
        var altered = Encoding.UTF8.GetBytes(text[..at] + replaced + text[(at + found.Length)..]);

        using var stream = new MemoryStream();
        ModelFile.Write(
            stream,
            [.. new[] { "head", "plan", "model" }.Select(name => (name, name == section ? altered : sections[name].ToArray()))]
        );

        Assert.Throws<InvalidModelException>(() => TrainedModel.Read(stream.ToArray(), ModelKinds.BuiltIn));
    }

    private static InvalidModelException Refuse(string rule)
    {
        var sections = ModelFile.Read(File);
        using var stream = new MemoryStream();
        ModelFile.Write(
            stream,
            [.. new[] { "head", "plan", "model" }.Select(name => (name, sections[name].ToArray())), ("rule", Encoding.UTF8.GetBytes(rule))]
        );

        return Assert.Throws<InvalidModelException>(() => TrainedModel.Read(stream.ToArray(), ModelKinds.BuiltIn));
    }

    [Fact]
    public void The_same_recipe_with_another_model_keeps_the_levels_of_training()
    {
        var trained = Train();

        var other = trained.With(trained.Model);

        Assert.NotNull(trained.Levels);
        Assert.Same(trained.Levels, other.Levels);
        Assert.Equal(Bytes(trained), Bytes(other));
    }

    private static TrainedModel Train(DecisionRule? rule = null)
    {
        var plan = FeaturePlan.Fit(Frame, Schema, [.. Enumerable.Range(0, Frame.RowCount)], new(), FeatureEncoding.Native);
        var features = plan.Encode(Frame);
        var labels = Enumerable.Range(0, Frame.RowCount).Select(row => features.Columns[0][row] + (row % 3) > 5 ? 1d : 0).ToArray();
        var model = new BoostedTreesTrainer()
            .Train(new(features, labels, 2), null, new() { ["trees"] = 5 }, SampleTables.Context(ModelTask.Binary))
            .Model;
        return new()
        {
            Task = ModelTask.Binary,
            Classes = ["no", "yes"],
            Label = "late",
            Signature = Schema,
            Plan = plan,
            Model = model,
            Rule = rule,
            Levels = KnownLevels.Of(Frame, Schema),
        };
    }

    private static DataFrame MakeFrame(int rows)
    {
        var random = new Random(5);
        return new(
            [
                new NumberColumn("size", [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(10))]),
                new TextColumn("city", [.. Enumerable.Range(0, rows).Select(_ => random.Next(-1, 3))], ["Rome", "Oslo", "Lima"]),
                new TimeColumn("day", [.. Enumerable.Range(0, rows).Select(row => new DateTime(2024, 1, 1).AddHours(row * 7).Ticks)]),
            ],
            rows
        );
    }

    private static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }
}
