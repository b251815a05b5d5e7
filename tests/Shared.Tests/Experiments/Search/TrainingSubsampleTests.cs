using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Shared.Tests.Learning.Linear;

namespace MLOpsFunctions.Shared.Tests.Experiments.Search;

public sealed class TrainingSubsampleTests
{
    [Fact]
    public void A_smaller_share_is_a_part_of_a_larger_one_with_labels_and_weights_of_the_same_rows()
    {
        float[] numbers = [.. Enumerable.Range(0, 9_000).Select(row => (float)row)];
        var set = new TrainingSet(
            SampleRows.Of(numbers),
            Array.ConvertAll(numbers, number => number * 2.0),
            0,
            Array.ConvertAll(numbers, number => number + 1.0)
        );

        var (third, ninth) = (TrainingSubsample.Take(set, 1.0 / 3, 7), TrainingSubsample.Take(set, 1.0 / 9, 7));

        Assert.Equal((3_000, 1_000), (third.Features.RowCount, ninth.Features.RowCount));
        Assert.Subset(third.Features.Columns[0].ToHashSet(), ninth.Features.Columns[0].ToHashSet());
        Assert.Equal(ninth.Features.Columns[0].Order(), ninth.Features.Columns[0]);
        Assert.Equal(ninth.Labels, ninth.Features.Columns[0].Select(number => number * 2.0));
        Assert.Equal(ninth.Weights!, ninth.Features.Columns[0].Select(number => number + 1.0));
        Assert.InRange(ninth.Features.Columns[0].Average(), 4_000, 5_000);
        Assert.NotEqual(ninth.Features.Columns[0], TrainingSubsample.Take(set, 1.0 / 9, 8).Features.Columns[0]);
        Assert.Same(set, TrainingSubsample.Take(set, 1, 7));
    }
}
