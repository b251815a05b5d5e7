using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Isolation;
using MLOpsFunctions.Models;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Shared.Tests.Learning.Linear;

namespace MLOpsFunctions.Shared.Tests.Learning.Isolation;

public sealed class IsolationForestTests
{
    [Fact]
    public void A_row_far_from_all_others_is_stranger_than_any_of_them()
    {
        var features = Cloud(500, strange: 5);
        var scores = Train(features).Scores(features);

        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.True(scores[^5..].Min() > scores[..^5].Max());
        Assert.True(scores[^1] > 0.6);
    }

    /// <summary>Neither a constant nor a single far value hides what is strange among the others.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e9, 0)]
    [InlineData(-1e12, 0)]
    [InlineData(0, 1e9)]
    [InlineData(0, 1e12)]
    [InlineData(1e9, 1e15)]
    public void Values_far_from_zero_or_from_others_cost_the_forest_nothing(double offset, double far)
    {
        var random = new SeededRandom(3);
        double[] values = [.. Enumerable.Range(0, 600).Select(i => random.NextFraction() + offset + (i % 100 == 7 ? 8 : 0))];
        values[5] = far == 0 ? values[5] : far;
        var frame = new DataFrame([new NumberColumn("x", values)], values.Length);
        int[] all = [.. Enumerable.Range(0, values.Length)];
        var rows = FeaturePlan
            .Fit(frame, [new("x", ColumnType.Number, ColumnRole.Feature)], all, new(), FeatureEncoding.Dense)
            .Encode(frame);
        var scores = Train(rows).Scores(rows);

        var (strange, usual) = (all.Where(i => i % 100 == 7).ToArray(), all.Where(i => i % 100 != 7 && i != 5).ToArray());
        Assert.True(strange.Min(i => scores[i]) > usual.Max(i => scores[i]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 5.0 / 3)]
    [InlineData(256, 10.2487)]
    public void The_average_path_is_the_papers(int rows, double length) => Assert.Equal(length, IsolationTree.PathLength(rows), 3);

    [Fact]
    public void Trees_ask_different_questions()
    {
        var features = Cloud(500, strange: 0);
        var single = new IsolationForestTrainer()
            .Train(new(features, new double[500], 0), null, new() { ["trees"] = 1 }, new(ModelTask.Anomaly, 7, 1))
            .Model;

        Assert.True(Train(features).Scores(features).Distinct().Count() > 4 * single.Scores(features).Distinct().Count());
    }

    [Fact]
    public void Threads_and_a_round_trip_change_no_bit()
    {
        var features = Cloud(700, strange: 3);
        var (one, four) = (Train(features).Bytes(), Train(features, threads: 4).Bytes());

        Assert.Equal(one, four);
        Assert.Equal(one, ModelKinds.BuiltIn.Read(IsolationForest.KindName, one).Bytes());
        Assert.All(
            Enumerable.Range(0, 200),
            part =>
                Assert.Throws<InvalidModelException>(() =>
                    ModelKinds.BuiltIn.Read(IsolationForest.KindName, one.AsMemory(0, one.Length * part / 200))
                )
        );
    }

    [Fact]
    public void No_changed_byte_of_a_file_makes_a_reader_hang_or_crash()
    {
        var features = Cloud(60, strange: 1);
        var bytes = Train(features).Bytes();
        for (var at = 0; at < Math.Min(bytes.Length, 3_000); at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            try
            {
                var model = ModelKinds.BuiltIn.Read(IsolationForest.KindName, changed);
                Assert.True(model.FeatureCount != 2 || model.Scores(features).Length == 61);
            }
            catch (InvalidModelException refusal)
            {
                Assert.NotEqual("", refusal.Message);
            }
        }
    }

    [Fact]
    public void A_single_row_has_nothing_to_differ_from() =>
        Assert.Equal("1 row", Assert.Throws<ProblemException>(() => Train(Cloud(1, strange: 0))).Problem.Found);

    private static IModel Train(FeatureMatrix features, int threads = 1) =>
        new IsolationForestTrainer()
            .Train(new(features, new double[features.RowCount], 0), null, new(), new(ModelTask.Anomaly, 7, threads))
            .Model;

    private static FeatureMatrix Cloud(int usual, int strange)
    {
        var random = new SeededRandom(5);
        float Draw(int row) => (float)(row < usual ? random.NextFraction() + random.NextFraction() : 6 + (3 * random.NextFraction()));
        var (x, y) = (
            Enumerable.Range(0, usual + strange).Select(Draw).ToArray(),
            Enumerable.Range(0, usual + strange).Select(Draw).ToArray()
        );
        return new([new("x", "x", FeatureKind.Numeric), new("y", "y", FeatureKind.Numeric)], [x, y], usual + strange);
    }
}
