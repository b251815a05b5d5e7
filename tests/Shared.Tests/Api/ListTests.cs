using System.Text.Json;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>Lists, page by page, and the ledger.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        for (var version = 1; version <= 3; version++)
        {
            await _api.Serving.RegisterAsync($"run-{version}");
            await _api.Serving.PromoteAsync(version);
            await _api.Serving.RegisterAsync($"other-{version}", $"other-{version}");
            await _api.Runs.RecordAsync(
                new()
                {
                    Run = $"run-{version}",
                    Model = "bikes",
                    Trigger = RunTrigger.Drop,
                    By = "tests",
                    Started = _api.Serving.Stores.Time.GetUtcNow(),
                    Status = RunStatus.Running,
                    Message = "",
                }
            );
        }
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/api/models", "models", "model", 4)]
    [InlineData("/api/models/bikes/versions", "versions", "version", 3)]
    [InlineData("/api/models/bikes/ledger", "entries", "sequence", 3)]
    [InlineData("/api/runs", "runs", "run", 3)]
    [InlineData("/api/runs?model=bikes", "runs", "run", 3)]
    public async Task Pages_are_the_list_in_parts(string path, string list, string key, int count)
    {
        var separator = path.Contains('?') ? '&' : '?';
        var whole = (await _api.GetAsync(path)).Body;
        for (var limit = 1; limit <= count + 1; limit++)
        {
            var (found, token) = (new List<string>(), "");
            do
            {
                var (status, page) = await _api.GetAsync($"{path}{separator}limit={limit}{token}");
                Assert.Equal(200, status);
                Assert.True(page.GetProperty(list).GetArrayLength() <= limit);
                found.AddRange(Keys(page));
                token = page.TryGetProperty("continuationToken", out var next) ? $"&continuationToken={next.GetString()}" : "";
            } while (token.Length > 0);

            Assert.Equal(Keys(whole), found);
        }

        Assert.Equal(count, Keys(whole).Count());
        IEnumerable<string> Keys(JsonElement page) =>
            page.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty(key).ToString());
    }

    [Theory]
    [InlineData("/api/models")]
    [InlineData("/api/models/bikes/versions")]
    [InlineData("/api/models/bikes/ledger")]
    [InlineData("/api/runs")]
    public async Task A_token_of_no_page_is_refused(string path)
    {
        Assert.Equal(400, (await _api.GetAsync($"{path}?continuationToken=%21%21")).Status);
        Assert.Equal(400, (await _api.GetAsync($"{path}?continuationToken=bm90aGluZw")).Status);
        Assert.Equal(400, (await _api.GetAsync($"{path}?limit=0")).Status);
    }

    [Theory]
    [InlineData("/api/models/bikes/versions", "/api/models/bikes/ledger")]
    [InlineData("/api/models/bikes/ledger", "/api/models/bikes/versions")]
    [InlineData("/api/models", "/api/runs")]
    [InlineData("/api/runs", "/api/runs?model=bikes")]
    [InlineData("/api/runs?model=bikes", "/api/runs")]
    public async Task A_token_of_another_list_is_refused(string path, string other)
    {
        var token = (await _api.GetAsync(Query(path, "limit=1"))).Body.GetProperty("continuationToken").GetString();

        Assert.Equal(200, (await _api.GetAsync(Query(path, $"continuationToken={token}"))).Status);
        Assert.Equal(400, (await _api.GetAsync(Query(other, $"continuationToken={token}"))).Status);
        static string Query(string path, string more) => $"{path}{(path.Contains('?') ? '&' : '?')}{more}";
    }

    [Fact]
    public async Task A_run_that_begins_between_two_pages_shifts_nothing()
    {
        var first = (await _api.GetAsync("/api/runs?limit=1")).Body;
        _api.Serving.Stores.Time.Now += TimeSpan.FromSeconds(1);
        await _api.Runs.RecordAsync(
            new()
            {
                Run = "later",
                Model = "bikes",
                Trigger = RunTrigger.Drop,
                By = "tests",
                Started = _api.Serving.Stores.Time.GetUtcNow(),
                Status = RunStatus.Running,
                Message = "",
            }
        );
        var second = (
            await _api.GetAsync($"/api/runs?limit=1&continuationToken={first.GetProperty("continuationToken").GetString()}")
        ).Body;

        Assert.DoesNotContain("later", second.GetRawText());
        Assert.NotEqual(
            first.GetProperty("runs")[0].GetProperty("run").GetString(),
            second.GetProperty("runs")[0].GetProperty("run").GetString()
        );
    }

    [Fact]
    public async Task The_ledger_says_what_was_decided_and_that_it_stands_as_written()
    {
        var (status, ledger) = await _api.GetAsync("/api/models/bikes/ledger");

        Assert.Equal(
            (200, "bikes", true),
            (status, ledger.GetProperty("model").GetString(), ledger.GetProperty("check").GetProperty("intact").GetBoolean())
        );
        Assert.Equal([1, 2, 3], ledger.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("to").GetInt32()));
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing/ledger")).Status);
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing/versions")).Status);
    }
}
