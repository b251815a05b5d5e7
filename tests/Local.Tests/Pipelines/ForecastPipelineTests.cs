using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Forecasts, from dropped files to what serves.</summary>
public sealed class ForecastPipelineTests : PipelineFixture
{
    [Fact]
    public async Task A_forecast_serves_and_a_newer_one_that_is_as_good_follows_it()
    {
        await DefineAsync("""{ "task": "forecast", "label": "sales", "training": { "budget": { "trials": 4 } } }""");
        var first = await DropAsync("a.csv", Sales(days: 330));

        Assert.Equal(RunStatus.Deployed, first.Status);
        Assert.Contains(first.Notes.Sentences(), note => note.Contains("3 series are forecast up to 14 steps ahead; seasons of 7 steps"));
        Assert.Contains(first.Notes.Sentences(), note => note.Contains("is to hold 80% of the truths"));

        // As good on more rows is good enough: the newer version knows what happened since.
        var second = await DropAsync("b.csv", Sales(days: 344));
        Assert.True(second.Deployed, second.Message);

        // What the model does not take, because nobody knows it ahead, cannot drift away from it.
        Assert.Contains(second.Notes.Sentences(), note => note.StartsWith("Not known ahead, and so not learned from: 'visitors'"));
        var rows = string.Concat(
            Enumerable
                .Range(350, 100)
                .SelectMany(
                    at => "ABC",
                    (at, shop) => FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddDays(at):yyyy-MM-dd},{shop}\n")
                )
        );
        Assert.False((await CheckAsync("day,shop\n" + rows)).Drifted);

        var served = (await Workspace.Router.FindAsync("m"))!.Served;
        Assert.Equal(["day", "shop"], served.Inputs.Select(column => column.Name));
        var day = new DateTime(2024, 1, 1).AddDays(345).Ticks;
        var answer = served.Predict(new([new TimeColumn("day", [day, day]), new TextColumn("shop", [0, 1], ["A", "C"])], 2)).Predictions;
        Assert.All(Enumerable.Range(0, 2), row => Assert.InRange(answer.Values[row] / Mean(2 * row, 345), 0.8, 1.25));
        Assert.All(Enumerable.Range(0, 2), row => Assert.InRange(answer.Values[row], answer.Lows![row], answer.Highs![row]));

        static double Mean(int shop, int at) => 100 * (shop + 1) * (1 + (at * 0.002)) * (1 + (0.5 * Math.Sin(2 * Math.PI * (at % 7) / 7)));
        static string Sales(int days)
        {
            var (random, csv) = (new Random(3), new StringBuilder("day,shop,visitors,sales\n"));
            for (var at = 0; at < days; at++)
            {
                for (var shop = 0; shop < 3; shop++)
                {
                    csv.Append(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{new DateTime(2024, 1, 1).AddDays(at):yyyy-MM-dd},{"ABC"[shop]},{random.Next(500)},"
                                + $"{Mean(shop, at) * (0.8 + (0.4 * random.NextDouble())):0.00}\n"
                        )
                    );
                }
            }

            return csv.ToString();
        }
    }
}
