using System.Globalization;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A review is recorded, and promises are shown with whether they are kept.</summary>
public sealed class ReviewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_review_that_was_done_is_recorded_by_name_and_told()
    {
        var mlops = await ModelAsync();

        var before = await mlops.AskAsync("review", "m", "--json");
        var done = await mlops.AskAsync("review", "m", "--done", "--by", "ann", "--reason", "all well", "--json");
        var after = await mlops.AskAsync("review", "m");

        Assert.False(Review(before).TryGetProperty("reviewed", out _));
        Assert.Equal("ann", Review(done).GetProperty("reviewed").GetProperty("by").GetString());
        Assert.Equal("all well", Review(done).GetProperty("reviewed").GetProperty("note").GetString());
        Assert.Contains("by ann", after.Out);
        var unnamed = await mlops.AskAsync("review", "--done");
        Assert.Equal(2, unnamed.Status);
        Assert.Contains("review MODEL --done", unnamed.Out + unnamed.Error);
    }

    [Fact]
    public async Task A_promise_that_is_missed_is_told_with_the_list_of_models_and_in_the_review()
    {
        var mlops = await ModelAsync();

        var models = await mlops.AskAsync("models");
        var promises = (await mlops.AskAsync("models", "--json")).Document.GetProperty("models")[0].GetProperty("sla");
        var review = await mlops.AskAsync("review", "m", "--json");

        Assert.Matches("m: trainMinutes .* of .*, missed", models.Out + models.Error);
        Assert.DoesNotContain("modelAgeDays", models.Out + models.Error);
        Assert.Equal(
            [("modelAgeDays", true), ("trainMinutes", false)],
            promises.EnumerateArray().Select(one => (one.GetProperty("name").GetString(), one.GetProperty("met").GetBoolean()))
        );
        Assert.Contains("slaMissed", Review(review).GetProperty("alerts").EnumerateArray().Select(alert => alert.GetString()));
    }

    private static System.Text.Json.JsonElement Review(CommandLine.CommandResult answer) => answer.Document.GetProperty("models")[0];

    private async Task<CommandLine> ModelAsync()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        var rows = Enumerable
            .Range(0, 200)
            .Select(row => (X: row * 37 % 101, Z: row * 53 % 97))
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.X},{row.Z},{(3 * row.X) + (2 * row.Z)}\n"));
        await File.WriteAllTextAsync(_folder["rows.csv"], "x,z,y\n" + string.Concat(rows));
        await File.WriteAllTextAsync(
            _folder["m.json"],
            """
            { "label": "y", "training": { "candidates": ["linear"], "budget": { "trials": 2 } },
              "sla": { "trainMinutes": 0.000001, "modelAgeDays": 30 } }
            """
        );
        await mlops.AskAsync("run", _folder["rows.csv"], "--model", "m", "--definition", _folder["m.json"]);
        return mlops;
    }
}
