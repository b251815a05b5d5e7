using System.Text.Json;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests;

public sealed class JsonTests
{
    [Fact]
    public void A_figure_that_is_no_number_is_null_outside_and_kept_exactly_inside()
    {
        var values = new Dictionary<string, MetricValue> { ["r2"] = new(double.NaN, double.NegativeInfinity, 0.5) };

        Assert.Equal("""{"r2":{"value":null,"low":null,"high":0.5}}""", JsonSerializer.Serialize(values, OutsideJson.Answer));
        Assert.Equal(
            "null",
            JsonSerializer
                .SerializeToElement(new { some = (double?)double.PositiveInfinity }, OutsideJson.AnswerIndented)
                .GetProperty("some")
                .GetRawText()
        );
        Assert.Equal(values["r2"], Json.Read<Dictionary<string, MetricValue>>(Json.Write(values))["r2"]);
    }
}
