using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Features.Encoders;

/// <summary>Numbers far from zero keep their steps on the way into trees.</summary>
public sealed class FloatOriginTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("counter", ColumnType.Number, ColumnRole.Feature),
        new("y", ColumnType.Number, ColumnRole.Label),
    ];

    public static TheoryData<double> Offsets => [0, 2e7, 1e9, -1e9, 1e12, 1.7e15];

    [Theory]
    [MemberData(nameof(Offsets))]
    public void An_offset_changes_no_step_between_values(double offset)
    {
        double[] steps = [.. Enumerable.Range(0, 600).Select(i => i % 50 == 7 ? double.NaN : i * 37 % 600 / 2.0)];
        var plan = Fit([.. steps.Select(step => step + offset)]);
        var encoded = plan.Encode(Frame([.. steps.Select(step => step + offset)])).Columns[0];

        Assert.Equal(Array.ConvertAll(steps, step => step - steps[0]), Array.ConvertAll(encoded, value => (double)value - encoded[0]));
        Assert.Equal(Json.Write(plan), Json.Write(Json.Read<FeaturePlan>(Json.Write(plan))));
    }

    [Theory]
    [MemberData(nameof(Offsets))]
    public void An_offset_changes_no_error_of_a_model(double offset)
    {
        double[] steps = [.. Enumerable.Range(0, 600).Select(i => i * 37 % 600 / 2.0)],
            labels = [.. steps.Select(step => step % 100)];
        double Error(double[] values)
        {
            var rows = Fit(values).Encode(Frame(values));
            var model = new BoostedTreesTrainer()
                .Train(new(rows, labels, 0), null, new() { ["trees"] = 60 }, new(ModelTask.Regression, 7, 1))
                .Model;
            var scores = new double[labels.Length];
            model.ScoreAll(rows, scores, 1);
            return scores.Zip(labels, (score, label) => Math.Abs(score - label)).Average();
        }

        Assert.Equal(Error(steps), Error([.. steps.Select(step => step + offset)]), 1.0);
        Assert.True(Error([.. steps.Select(step => step + offset)]) < 10);
    }

    [Fact]
    public void A_few_values_elsewhere_do_not_take_the_steps_away()
    {
        double[] values = [.. Enumerable.Range(0, 1_000).Select(i => i % 100 == 0 ? 0 : 1_700_000_000 + i)];

        Assert.Equal(991, Fit(values).Encode(Frame(values)).Columns[0].Distinct().Count());
    }

    [Fact]
    public void Numbers_that_floats_tell_apart_are_encoded_as_they_are()
    {
        var random = new Random(3);
        double[][] columns =
        [
            [.. Enumerable.Range(0, 5_000).Select(_ => random.NextDouble())],
            [.. Enumerable.Range(0, 5_000).Select(_ => Math.Round(random.NextDouble() * 1e6) / 100)],
            [.. Enumerable.Range(0, 5_000).Select(i => 1990.0 + (i % 40))],
            [.. Enumerable.Range(0, 5_000).Select(i => i % 2 == 0 ? double.MaxValue : -double.MaxValue)],
        ];

        Assert.All(columns, values => Assert.Equal(0, Fit(values).Columns[0].Number!.Origin));
        Assert.All(columns, values => Assert.Null(Fit(values).Columns[0].Number!.Quantiles));
        Assert.DoesNotContain("origin", Json.Write(Fit(columns[0])));
        Assert.DoesNotContain("quantiles", Json.Write(Fit(columns[0])));
    }

    private static FeaturePlan Fit(double[] values) =>
        FeaturePlan.Fit(Frame(values), Schema, [.. Enumerable.Range(0, values.Length)], new(), FeatureEncoding.Native);

    private static DataFrame Frame(double[] values) =>
        new([new NumberColumn("counter", values), new NumberColumn("y", new double[values.Length])], values.Length);
}
