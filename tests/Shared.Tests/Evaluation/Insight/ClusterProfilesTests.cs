using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Evaluation.Insight;

public sealed class ClusterProfilesTests
{
    [Fact]
    public void Each_cluster_is_told_from_the_nearest_by_the_columns_that_lie_between_them()
    {
        // Two groups near each other that differ in size alone, and one far off in weight.
        (double Size, double Weight)[] centres = [(0, 0), (10, 0), (5, 100)];
        var random = new Random(3);
        var groups = Enumerable.Range(0, 600).Select(row => centres[row % 3]).ToArray();
        var frame = new DataFrame(
            [
                new NumberColumn("size", [.. groups.Select(group => group.Size + random.NextDouble())]),
                new NumberColumn("weight", [.. groups.Select(group => group.Weight + random.NextDouble())]),
            ],
            600
        );
        ColumnSchema[] schema = [new("size", ColumnType.Number, ColumnRole.Feature), new("weight", ColumnType.Number, ColumnRole.Feature)];
        var plan = FeaturePlan.Fit(frame, schema, [.. Enumerable.Range(0, 600)], new(), FeatureEncoding.Dense);
        var set = new TrainingSet(plan.Encode(frame), [], 0);
        var model = new TrainedModel
        {
            Task = ModelTask.Clustering,
            Classes = [],
            Label = null,
            Signature = schema,
            Plan = plan,
            Model = new KMeansTrainer().Train(set, set, [], new(ModelTask.Clustering, 7, 2)).Model,
        };

        var profiles = ClusterProfiles
            .Of(model, set.Features, threads: 2)
            .ToDictionary(profile => (Small: double.Parse(profile.Centre[0].At) < 3, Heavy: double.Parse(profile.Centre[1].At) > 50));

        var (small, large, heavy) = (profiles[(true, false)], profiles[(false, false)], profiles[(false, true)]);
        Assert.Equal((large.Cluster, small.Cluster), (small.Apart!.Cluster, large.Apart!.Cluster));
        Assert.Equal(["size", "weight"], small.Apart.Columns.Select(column => column.Feature));
        Assert.True(small.Apart.Columns[0].Share > 0.99);
        Assert.Equal("weight", heavy.Apart!.Columns[0].Feature);
        Assert.All(profiles.Values, profile => Assert.Equal(1, profile.Apart!.Columns.Sum(column => column.Share), 1e-9));
    }
}
