using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Baseline;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Onnx;

namespace MLOpsFunctions.Shared.Tests.Models;

/// <summary>What cannot be written as ONNX is refused by name, with the reason.</summary>
public sealed class OnnxRefusalTests
{
    private static readonly DataFrame Rows = new(
        [
            new NumberColumn("x", [.. Enumerable.Range(0, 60).Select(row => (double)row)]),
            new TextColumn(
                "street",
                [.. Enumerable.Range(0, 60)],
                [.. Enumerable.Range(0, 60).Select(row => $"street no. {row} by the sea")]
            ),
        ],
        60
    );

    [Fact]
    public void A_forecast_is_refused() => AssertRefused(Model(ModelTask.Forecast), "forecast");

    [Fact]
    public void A_text_that_is_read_for_its_words_is_refused() =>
        AssertRefused(Model(ModelTask.Regression, text: TextKind.Prose), "'street'", "words");

    [Fact]
    public void A_text_with_more_levels_than_are_listed_is_refused() =>
        AssertRefused(Model(ModelTask.Regression, maxLevels: 10), "'street'", "maxLevels");

    [Fact]
    public void A_column_that_is_hashed_with_a_secret_key_is_refused() =>
        AssertRefused(Model(ModelTask.Regression, pii: PiiHandling.Hash), "'street'", "secret key");

    [Fact]
    public void A_column_that_is_not_read_hinders_nothing() =>
        Assert.NotEmpty(ModelExporter.Export(Model(ModelTask.Regression, pii: PiiHandling.Hash, role: ColumnRole.Id), Origin));

    private static ModelOrigin Origin { get; } = new("houses", 2, "abc", "1.0.0");

    private static void AssertRefused(TrainedModel model, params string[] parts)
    {
        var refusal = Assert.Throws<ProblemException>(() => ModelExporter.Export(model, Origin)).Problem;

        Assert.Equal(409, refusal.Status);
        Assert.All(parts, part => Assert.Contains(part, refusal.ToString()));
    }

    private static TrainedModel Model(
        ModelTask task,
        TextKind? text = TextKind.Category,
        int maxLevels = 100,
        PiiHandling? pii = null,
        ColumnRole role = ColumnRole.Feature
    )
    {
        ColumnSchema[] schema = [new("x", ColumnType.Number, ColumnRole.Feature), new("street", ColumnType.Text, role, text, Pii: pii)];
        var plan = FeaturePlan.Fit(
            Rows,
            schema,
            [.. Enumerable.Range(0, 60)],
            new() { MaxLevels = maxLevels, MinLevelCount = 1 },
            FeatureEncoding.Native
        );
        return new()
        {
            Task = task,
            Classes = [],
            Label = "y",
            Signature = schema,
            Plan = plan,
            Model = new BaselineModel(plan.Features.Count, [1]),
        };
    }
}
