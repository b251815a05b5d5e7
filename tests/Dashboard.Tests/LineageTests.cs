using MLOpsFunctions.Dashboard.Pages.Versions;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class LineageTests
{
    [Theory]
    [InlineData(LineageKind.File, "incoming/m/may.csv", "may.csv", null)]
    [InlineData(LineageKind.Dataset, "0123456789abcdef", "0123456789ab", null)]
    [InlineData(LineageKind.Run, "m-1", "m-1", "/runs/m-1")]
    [InlineData(LineageKind.Version, "m 7", "m 7", "/models/m/versions/7")]
    [InlineData(LineageKind.Deployment, "promoted 7", "promoted 7", null)]
    public void A_thing_has_a_short_name_and_the_address_of_its_page(LineageKind kind, string label, string name, string? href)
    {
        var node = new LineageNode("id", kind, label, new Dictionary<string, string> { ["digest"] = label, ["bytes"] = "7" });

        Assert.Equal(name, LineageLabels.Short(node));
        Assert.Equal(href, LineageLabels.Href(node, "m"));
        Assert.Equal(["bytes"], LineageLabels.Facts(node).Select(fact => fact.Key));
    }
}
