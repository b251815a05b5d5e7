using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Shared.Tests.Learning.Linear;

namespace MLOpsFunctions.Shared.Tests.Learning.Clustering;

public sealed class KMeansTests
{
    private static readonly (double X, double Y)[] Middles = [(0, 0), (8, 0), (0, 8), (8, 8)];

    [Fact]
    public void The_number_of_clusters_is_found_and_rows_of_a_group_stay_together()
    {
        var (set, groups) = Groups(rows: 400);
        var outcome = Train(set);
        var found = Clusters(outcome.Model, set);

        Assert.Equal(4, outcome.Fitted.Get("clusters", 0));
        Assert.Contains("4 clusters", Assert.Single(outcome.Notes.Sentences()));
        Assert.All(
            Enumerable.Range(0, 4),
            group => Assert.Single(groups.Zip(found).Where(row => row.First == group).Select(row => row.Second).Distinct())
        );
    }

    [Fact]
    public void Cluster_0_is_the_largest()
    {
        var (set, _) = Groups(rows: 300, share: row => row % 10 < 6 ? 3 : row % 3);
        var sizes = Clusters(Train(set).Model, set)
            .GroupBy(cluster => cluster)
            .OrderBy(group => group.Key)
            .Select(group => group.Count())
            .ToArray();

        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    [Fact]
    public void A_named_number_of_clusters_is_kept()
    {
        var (set, _) = Groups(rows: 200);
        var outcome = Train(set, new() { ["clusters"] = 7 });

        Assert.Equal(7, ((KMeansModel)outcome.Model).ClusterCount);
        Assert.Empty(outcome.Notes);
    }

    [Fact]
    public void Threads_and_a_round_trip_change_no_bit()
    {
        var (set, _) = Groups(rows: 5_000);
        var (one, four) = (Train(set).Model.Bytes(), Train(set, threads: 4).Model.Bytes());

        Assert.Equal(one, four);
        Assert.Equal(one, ModelKinds.BuiltIn.Read(KMeansModel.KindName, one).Bytes());
        Assert.All(
            Enumerable.Range(0, one.Length),
            length => Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read(KMeansModel.KindName, one.AsMemory(0, length)))
        );
    }

    [Fact]
    public void A_row_is_as_far_from_its_centre_as_it_says_and_no_other_centre_is_nearer()
    {
        var (set, _) = Groups(rows: 300);
        var model = (KMeansModel)Train(set, new() { ["clusters"] = 6 }).Model;
        var scores = model.Scores(set.Features);

        for (var row = 0; row < 300; row++)
        {
            var distances = Enumerable.Range(0, 6).Select(cluster => Math.Sqrt(Squared(model, set, row, cluster))).ToArray();
            Assert.Equal(distances.Min(), scores[(2 * row) + 1], 12);
            Assert.Equal(Array.IndexOf(distances, distances.Min()), scores[2 * row]);
        }
    }

    [Fact]
    public void Contributions_add_up_to_what_the_next_nearest_centre_is_further_away_squared()
    {
        var (set, _) = Groups(rows: 300);
        var model = (KMeansModel)Train(set, new() { ["clusters"] = 5 }).Model;
        var contributions = new double[300 * 3];
        model.ExplainAll(set.Features, contributions, threads: 2);

        for (var row = 0; row < 300; row++)
        {
            var squared = Enumerable.Range(0, 5).Select(cluster => Squared(model, set, row, cluster)).Order().ToArray();
            var margin = new double[1];
            model.Margins([set.Features.Columns[0][row], set.Features.Columns[1][row]], margin);

            Assert.Equal(squared[1] - squared[0], contributions.AsSpan(row * 3, 3).ToArray().Sum(), 9);
            Assert.Equal(squared[1] - squared[0], margin[0], 9);
            Assert.Equal(0, contributions[(row * 3) + 2]);
        }
    }

    [Fact]
    public void Only_groups_are_further_apart_than_parts_of_rows_without_any()
    {
        var random = new SeededRandom(11);
        var even = Matrix([.. Enumerable.Range(0, 1_000).Select(_ => (random.NextFraction(), 3 * random.NextFraction()))]);

        var (apart, parts) = UniformReference.Compare(even, clusters: 4, seed: 7, threads: 1);
        Assert.InRange(apart - parts, -0.05, 0.01);
        // Four corners of a square would be two independent columns.
        var groups = UniformReference.Compare(Groups(rows: 1_000, middles: [(0, 0), (8, 3), (3, 8), (11, 11)]).Set.Features, 4, 7, 1);
        Assert.True(groups.Own - groups.Ungrouped > 0.15);
        Assert.Equal((apart, parts), UniformReference.Compare(even, 4, 7, threads: 3));
    }

    /// <summary>Steps and levels are groups of a column, not of the rows.</summary>
    [Theory]
    [InlineData("two dice", 1)]
    [InlineData("two dice", 2)]
    [InlineData("three categories", 1)]
    [InlineData("three categories", 2)]
    [InlineData("a bell and two coins", 1)]
    [InlineData("a bell and two coins", 2)]
    public void Independent_columns_have_no_groups(string kind, int seed)
    {
        var rows = Independent(kind, 1_200, seed);
        var clusters = (int)Train(new(rows, new double[1_200], 0)).Fitted.Get("clusters", 0);
        var (own, ungrouped) = UniformReference.Compare(rows, clusters, 7, threads: 2);

        Assert.InRange(own - ungrouped, -1, 0.01);
    }

    /// <summary>There is nothing to permute, and steps are no groups here either.</summary>
    [Theory]
    [InlineData("three humps", true)]
    [InlineData("one hump", false)]
    [InlineData("even", false)]
    [InlineData("one die", false)]
    [InlineData("counts", false)]
    public void A_column_alone_has_groups_where_it_has_humps(string kind, bool hasGroups)
    {
        var random = new SeededRandom(5);
        double[] values =
        [
            .. Enumerable
                .Range(0, 900)
                .Select(i => (Row: i, Hump: Enumerable.Range(0, 6).Sum(_ => random.NextFraction())))
                .Select(draw =>
                    kind switch
                    {
                        "three humps" => draw.Hump + (draw.Row % 3 * 12),
                        "one hump" => draw.Hump,
                        "counts" => Math.Round(3 * draw.Hump),
                        "one die" => Math.Floor(6 * random.NextFraction()),
                        _ => random.NextFraction(),
                    }
                ),
        ];
        var rows = new FeatureMatrix([new("x", "x", FeatureKind.Numeric)], [Array.ConvertAll(values, value => (float)value)], 900);
        var clusters = (int)Train(new(rows, new double[900], 0)).Fitted.Get("clusters", 0);
        var (own, ungrouped) = UniformReference.Compare(rows, clusters, 7, threads: 2);

        Assert.Equal(hasGroups, own - ungrouped > 0.02);
    }

    /// <summary>As floats, the values of a group may be one; there are still as many groups.</summary>
    [Theory]
    [InlineData(2, 10)]
    [InlineData(2, 1e9)]
    [InlineData(3, 1e9)]
    [InlineData(2, 1e12)]
    [InlineData(3, -1e12)]
    public void Groups_however_far_apart_are_found(int groups, double apart)
    {
        var random = new SeededRandom(5);
        double[] values = [.. Enumerable.Range(0, 600).Select(i => random.NextFraction() + (i % groups * apart))];
        var frame = new DataFrame([new NumberColumn("x", values)], values.Length);
        int[] all = [.. Enumerable.Range(0, values.Length)];
        var rows = FeaturePlan
            .Fit(frame, [new("x", ColumnType.Number, ColumnRole.Feature)], all, new(), FeatureEncoding.Dense)
            .Encode(frame);
        var found = Clusters(Train(new(rows, new double[values.Length], 0)).Model, new(rows, new double[values.Length], 0));

        Assert.Equal(groups, found.Distinct().Count());
        Assert.Equal(groups, all.Select(i => (i % groups, found[i])).Distinct().Count());
    }

    private static FeatureMatrix Independent(string kind, int rows, int seed)
    {
        var random = new SeededRandom(seed);
        var draws = Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextFraction()).ToArray()).ToArray();
        float[] Column(Func<double[], double> of) => Array.ConvertAll(draws, draw => (float)of(draw));
        (string Source, float[] Values)[] columns = kind switch
        {
            "two dice" => [("a", Column(draw => Math.Floor(6 * draw[0]) / 1.7)), ("b", Column(draw => Math.Floor(6 * draw[1]) / 1.7))],
            "three categories" =>
            [
                .. Enumerable.Range(0, 12).Select(i => ($"c{i / 4}", Column(draw => Math.Floor(4 * draw[i / 4]) == i % 4 ? 1 : 0))),
            ],
            _ =>
            [
                ("x", Column(draw => draw[0] + draw[1] + draw[2] + draw[3])),
                ("y", Column(draw => draw[4] < 0.5 ? 1 : -1)),
                ("z", Column(draw => draw[5] < 0.5 ? 1 : -1)),
            ],
        };
        return new(
            [.. columns.Select((column, i) => new FeatureInfo($"f{i}", column.Source, FeatureKind.Numeric))],
            [.. columns.Select(column => column.Values)],
            rows
        );
    }

    [Fact]
    public void The_greatest_number_that_is_tried_is_noted()
    {
        var (set, _) = Groups(
            rows: 2_000,
            share: row => row % 20,
            middles: [.. Enumerable.Range(0, 20).Select(i => (10.0 * (i % 5), 10.0 * (i / 5)))]
        );

        Assert.Contains("'training.clusters' sets their number", Assert.Single(Train(set).Notes.Sentences()));
        Assert.DoesNotContain("training.clusters", Assert.Single(Train(Groups(rows: 400).Set).Notes.Sentences()));
        Assert.Equal(20, ((KMeansModel)Train(set, new() { ["clusters"] = 20 }).Model).ClusterCount);
        Assert.Equal(20, new KMeansTrainer().Declared(new() { Clusters = 20 }).Get("clusters", 0));
    }

    [Fact]
    public void More_clusters_than_distinct_rows_are_refused()
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            Train(new(Matrix([(0, 0), (1, 1), (2, 5), (2, 5)]), new double[4], 0), new() { ["clusters"] = 4 })
        );

        Assert.Equal(("3 distinct rows", "as many distinct rows as clusters, 4"), (refusal.Problem.Found, refusal.Problem.Expected));
    }

    [Fact]
    public void Other_numbers_are_answered_and_survive_a_round_trip()
    {
        var (set, _) = Groups(rows: 400);
        var model = (KMeansModel)Train(set).Model;
        int[] numbers = [5, 0, 3, 2];
        var renumbered = model.Renumber(numbers);

        Assert.Equal([0, 2, 3, 5], renumbered.Numbers);
        Assert.Equal(Clusters(model, set).Select(cluster => (double)numbers[(int)cluster]), Clusters(renumbered, set));
        Assert.Equal(Clusters(renumbered, set), Clusters(ModelKinds.BuiltIn.Read(KMeansModel.KindName, renumbered.Bytes()), set));
        Assert.Throws<InvalidModelException>(() =>
            ModelKinds.BuiltIn.Read(KMeansModel.KindName, new KMeansModel(1, [0, 1], [3, 3]).Bytes())
        );
        Assert.Equal(model.Bytes(), model.Renumber([0, 1, 2, 3]).Bytes());
    }

    [Fact]
    public void Rows_made_up_without_groups_have_the_mean_and_covariance_of_the_real_ones()
    {
        var random = new SeededRandom(2);
        var real = Matrix([
            .. Enumerable.Range(0, 2_000).Select(_ => random.NextFraction()).Select(x => (5 + (4 * x), (2 * x) + random.NextFraction())),
        ]);
        var made = new UniformReference(real).Draw(20_000, new(3));
        var columns = Enumerable
            .Range(0, 2)
            .Select(f => Enumerable.Range(0, made.Count).Select(row => (double)made[row][f]).ToArray())
            .ToArray();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(real.Columns[i].Average(), columns[i].Average(), 0.05);
            Assert.All(
                Enumerable.Range(0, 2),
                j =>
                    Assert.Equal(
                        Covariance(
                            [.. real.Columns[i].Select(value => (double)value)],
                            [.. real.Columns[j].Select(value => (double)value)]
                        ),
                        Covariance(columns[i], columns[j]),
                        0.05
                    )
            );
        }
    }

    [Fact]
    public void Rows_without_weight_pull_no_centre()
    {
        var (set, _) = Groups(rows: 200);
        var far = new FeatureMatrix(
            set.Features.Features,
            Array.ConvertAll(set.Features.Columns, column => (float[])[.. column, 1e6f]),
            201
        );
        var weighted = new TrainingSet(far, new double[201], 0, [.. Enumerable.Repeat(1.0, 200), 0]);

        Assert.Equal(Train(set).Model.Bytes(), Train(weighted).Model.Bytes());
    }

    [Fact]
    public void Rows_that_are_all_alike_have_no_groups()
    {
        var refusal = Assert.Throws<ProblemException>(() => Train(new(Matrix([.. Enumerable.Repeat((1.0, 2.0), 50)]), new double[50], 0)));

        Assert.Equal("1 distinct row", refusal.Problem.Found);
    }

    private static double[] Clusters(IModel model, TrainingSet set) => [.. model.Scores(set.Features).Where((_, i) => i % 2 == 0)];

    private static double Squared(KMeansModel model, TrainingSet set, int row, int cluster)
    {
        var centre = model.Centre(cluster);
        return Math.Pow(set.Features.Columns[0][row] - centre[0], 2) + Math.Pow(set.Features.Columns[1][row] - centre[1], 2);
    }

    private static double Covariance(double[] a, double[] b)
    {
        var (x, y) = (a.Average(), b.Average());
        return a.Zip(b, (i, j) => (i - x) * (j - y)).Average();
    }

    private static TrainingOutcome Train(TrainingSet set, TrainerParameters? parameters = null, int threads = 1) =>
        new KMeansTrainer().Train(set, null, parameters ?? new(), new(ModelTask.Clustering, 7, threads));

    private static (TrainingSet Set, int[] Groups) Groups(int rows, Func<int, int>? share = null, (double X, double Y)[]? middles = null)
    {
        var random = new SeededRandom(3);
        var groups = Enumerable.Range(0, rows).Select(share ?? (row => row % 4)).ToArray();
        middles ??= Middles;
        var points = groups.Select(group => (middles[group].X + random.NextFraction(), middles[group].Y + random.NextFraction())).ToArray();
        return (new(Matrix(points), new double[rows], 0), groups);
    }

    private static FeatureMatrix Matrix((double X, double Y)[] points) =>
        new(
            [new("x", "x", FeatureKind.Numeric), new("y", "y", FeatureKind.Numeric)],
            [Array.ConvertAll(points, point => (float)point.X), Array.ConvertAll(points, point => (float)point.Y)],
            points.Length
        );
}
