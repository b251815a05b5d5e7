using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features;

public sealed class LabelEncoderTests
{
    [Theory]
    [InlineData("odd", "usual")]
    [InlineData("usual", "attack")]
    public void Anomalies_are_the_rarer_kind_whatever_it_is_called(string rare, string common)
    {
        var frame = new DataFrame([SampleFrames.Text("kind", 10, [rare, common], row => row == 4 ? 0 : 1)], 10);
        var labels = LabelEncoder.Encode(frame, "kind", ModelTask.Anomaly);

        Assert.Empty(labels.Classes);
        Assert.Equal(4, Assert.Single(Enumerable.Range(0, 10), row => labels.Values[row] == 1));
    }
}
