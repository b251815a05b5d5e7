using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Shared.Tests.Training.Linear;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Clustering;

namespace MLOpsFunctions.Shared.Tests.Training.Clustering;

public sealed class KMeansTests
{
    private static readonly (double X, double Y)[] Middles = [(0, 0), (8, 0), (0, 8), (8, 8)];

    [Fact]
    public void The_number_of_clusters_is_found_and_rows_of_a_group_stay_together()
    {
        var (set, groups) = Groups(rows: 400);
        var outcome = Train(set);
        var found = outcome.Model.Scores(set.Features);

        Assert.Equal(4, outcome.Fitted.Get("clusters", 0));
        Assert.Contains("4 clusters", Assert.Single(outcome.Notes));
        Assert.All(Enumerable.Range(0, 4), group => Assert.Single(groups.Zip(found).Where(row => row.First == group).Select(row => row.Second).Distinct()));
    }

    [Fact]
    public void Cluster_0_is_the_largest()
    {
        var (set, _) = Groups(rows: 300, share: row => row % 10 < 6 ? 3 : row % 3);
        var sizes = Train(set).Model.Scores(set.Features).GroupBy(cluster => cluster).OrderBy(group => group.Key).Select(group => group.Count()).ToArray();

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
        Assert.Equal(one, ModelKinds.Read(KMeansModel.KindName, one).Bytes());
        Assert.All(Enumerable.Range(0, one.Length), length => Assert.Throws<InvalidModelException>(() => ModelKinds.Read(KMeansModel.KindName, one.AsMemory(0, length))));
    }

    [Fact]
    public void Rows_without_weight_pull_no_centre()
    {
        var (set, _) = Groups(rows: 200);
        var far = new FeatureMatrix(set.Features.Features, Array.ConvertAll(set.Features.Columns, column => (float[])[.. column, 1e6f]), 201);
        var weighted = new TrainingSet(far, new double[201], 0, [.. Enumerable.Repeat(1.0, 200), 0]);

        Assert.Equal(Train(set).Model.Bytes(), Train(weighted).Model.Bytes());
    }

    [Fact]
    public void Rows_that_are_all_alike_have_no_groups()
    {
        var refusal = Assert.Throws<ProblemException>(() => Train(new(Matrix([.. Enumerable.Repeat((1.0, 2.0), 50)]), new double[50], 0)));

        Assert.Equal("1 distinct row", refusal.Problem.Found);
    }

    private static TrainingOutcome Train(TrainingSet set, TrainerParameters? parameters = null, int threads = 1) =>
        new KMeansTrainer().Train(set, null, parameters ?? new(), new(ModelTask.Clustering, 7, threads));

    private static (TrainingSet Set, int[] Groups) Groups(int rows, Func<int, int>? share = null)
    {
        var random = new SeededRandom(3);
        var groups = Enumerable.Range(0, rows).Select(share ?? (row => row % 4)).ToArray();
        var points = groups.Select(group => (Middles[group].X + random.NextFraction(), Middles[group].Y + random.NextFraction())).ToArray();
        return (new(Matrix(points), new double[rows], 0), groups);
    }

    private static FeatureMatrix Matrix((double X, double Y)[] points) => new(
        [new("x", "x", FeatureKind.Numeric), new("y", "y", FeatureKind.Numeric)],
        [Array.ConvertAll(points, point => (float)point.X), Array.ConvertAll(points, point => (float)point.Y)], points.Length);
}
