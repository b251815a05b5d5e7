namespace MLOpsFunctions.Shared.Tests;

public sealed class BoundedLabelsTests
{
    [Fact]
    public void Names_beyond_the_bound_share_a_label_and_the_first_ones_keep_theirs()
    {
        var labels = new BoundedLabels(2);

        Assert.Equal(["a", "b", "other", "a", "other"], ((string[])["a", "b", "c", "a", "d"]).Select(labels.Of));
    }
}
