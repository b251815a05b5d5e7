using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Features.Encoders;

/// <summary>Numbers of several clusters, far apart, keep their steps on the way into trees.</summary>
public sealed class RankCodingTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("x", ColumnType.Number, ColumnRole.Feature),
        new("y", ColumnType.Number, ColumnRole.Label),
    ];

    public static TheoryData<double, double> Clusters =>
        new()
        {
            { 1e9, 0 },
            { 1e12, 0 },
            { 1e12, -1e12 },
            { 1e9, 1e15 },
            { 1e300, -1e300 },
        };

    [Theory]
    [MemberData(nameof(Clusters))]
    public void Clusters_far_apart_keep_the_order_of_their_values(double second, double third)
    {
        double[] offsets = [0, second, third],
            values = [.. Enumerable.Range(0, 900).Select(i => offsets[i % 3] + (i * 37 % 900))];
        foreach (var encoding in (FeatureEncoding[])[FeatureEncoding.Native, FeatureEncoding.DenseRanked])
        {
            var plan = Fit(values, encoding);
            var encoded = plan.Encode(Frame(values)).Columns[0];

            Assert.Equal(values.Distinct().Count(), encoded.Distinct().Count());
            Assert.Equal(Order(values), Order([.. encoded.Select(value => (double)value)]));
            Assert.Equal(Json.Write(plan), Json.Write(Json.Read<FeaturePlan>(Json.Write(plan))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e9)]
    [InlineData(1e12)]
    public void An_offset_on_half_of_the_rows_costs_a_model_nothing(double offset)
    {
        double[] steps = [.. Enumerable.Range(0, 800).Select(i => i * 37 % 800 / 8.0)],
            values = [.. steps.Select((step, i) => step + (i % 2 == 0 ? offset : 0))];
        var rows = Fit(values, FeatureEncoding.Native).Encode(Frame(values));
        var model = new BoostedTreesTrainer()
            .Train(new(rows, [.. steps.Select(step => 3 * step)], 0), null, new() { ["trees"] = 60 }, new(ModelTask.Regression, 7, 1))
            .Model;
        var scores = new double[steps.Length];
        model.ScoreAll(rows, scores, 1);

        Assert.True(scores.Zip(steps, (score, step) => Math.Abs(score - (3 * step))).Average() < 4);
    }

    [Fact]
    public void A_value_between_two_of_training_lies_between_their_ranks()
    {
        double[] quantiles = [1, 2, 4, 1e12];

        Assert.Equal(
            [0, 0, 1, 1.5, 2, 3, 3],
            ((double[])[-1e300, 1, 2, 3, 4, 1e12, double.MaxValue]).Select(value => RankCoding.Rank(value, quantiles))
        );
        Assert.Equal(0.5, RankCoding.Rank(0, [-double.MaxValue, double.MaxValue]));
        Assert.True(double.IsNaN(RankCoding.Rank(double.NaN, quantiles)));
    }

    [Fact]
    public void Many_values_keep_a_bounded_number_of_quantiles_in_every_cluster()
    {
        double[] values = [.. Enumerable.Range(0, 50_000).Select(i => i + (i % 2 == 0 ? 1e12 : 0))];
        var quantiles = Fit(values, FeatureEncoding.Native).Columns[0].Number!.Quantiles!;

        Assert.InRange(quantiles.Length, RankCoding.MaxQuantiles / 2, RankCoding.MaxQuantiles);
        Assert.InRange(quantiles.Count(value => value < 1e11), quantiles.Length * 0.45, quantiles.Length * 0.55);
        Assert.InRange(Fit(values, FeatureEncoding.Native).Encode(Frame(values)).Columns[0].Distinct().Count(), 49_000, 50_000);
    }

    [Fact]
    public void Dense_rows_of_numbers_that_floats_tell_apart_are_the_same_with_ranks()
    {
        double[] values = [.. Enumerable.Range(0, 500).Select(i => i % 9 == 0 ? double.NaN : i / 7.0)];

        Assert.Equal(
            Fit(values, FeatureEncoding.Dense).Encode(Frame(values)).Columns,
            Fit(values, FeatureEncoding.DenseRanked).Encode(Frame(values)).Columns
        );
    }

    [Fact]
    public void Ranks_never_fall_where_numbers_rise() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<NormalFloat[]>(),
                drawn =>
                {
                    double[] values = [.. drawn.Select(value => value.Get)];
                    if (values.Length < 2)
                    {
                        return true;
                    }

                    double[] quantiles = RankCoding.Quantiles(values[..(values.Length / 2 + 1)]),
                        ranks = [.. values.Order().Select(value => RankCoding.Rank(value, quantiles))];
                    return ranks.Zip(ranks.Skip(1)).All(pair => pair.First <= pair.Second);
                }
            )
        );

    private static int[] Order(double[] values) => [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];

    private static FeaturePlan Fit(double[] values, FeatureEncoding encoding) =>
        FeaturePlan.Fit(Frame(values), Schema, [.. Enumerable.Range(0, values.Length)], new(), encoding);

    private static DataFrame Frame(double[] values) =>
        new([new NumberColumn("x", values), new NumberColumn("y", new double[values.Length])], values.Length);
}
