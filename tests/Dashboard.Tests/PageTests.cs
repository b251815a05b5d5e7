using System.Net;
using System.Text.RegularExpressions;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class PageTests : IAsyncLifetime
{
    private readonly DashboardFixture _site = new();

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/runs", 200)]
    [InlineData("/notifications", 200)]
    [InlineData("/review", 200)]
    [InlineData("/models/m/data", 200)]
    [InlineData("/runs/none", 404)]
    [InlineData("/models/none", 404)]
    [InlineData("/models/NO!", 400)]
    [InlineData("/models/none/versions/1", 404)]
    [InlineData("/models/none/versions/x/lineage", 404)]
    [InlineData("/models/none/compare?a=x", 404)]
    [InlineData("/models/none/data/99999999999", 404)]
    [InlineData("/models/none/playground", 404)]
    [InlineData("/models/none/settings", 404)]
    [InlineData("/assets/none.css", 404)]
    public async Task Every_page_answers_and_loads_from_this_site_alone(string path, int status)
    {
        using var answer = await _site.Client.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("form-action 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotMatch(@"(src|href|action)=""(https?:)?//", html);
        Assert.DoesNotMatch(@"\sstyle=|<style|\son\w+=|<script(?! src=""/assets/)", html);
        Assert.Single(Regex.Matches(html, "<h1"));
    }

    [Fact]
    public async Task Ten_thousand_runs_make_a_page_of_fifty()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await _site.Runs.RecordAsync(Run($"m-{i}", minutes: i));
        }

        var html = await _site.Client.GetStringAsync("/runs?model=m");
        var next = Regex.Match(html, @"href=""(/runs\?model=m&amp;after=[^""]+)""").Groups[1].Value.Replace("&amp;", "&");

        Assert.True(html.Length < 100_000);
        Assert.Equal(50, Regex.Matches(html, "<tr>").Count - 1);
        Assert.Contains("m-9999", html);
        Assert.Contains("m-9949", await _site.Client.GetStringAsync(next));
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_told_without_names_of_code()
    {
        _site.Tables.Fault = new IOException("MLOpsFunctions.Secret at /srv/data");
        using var away = await _site.Client.GetAsync("/");
        _site.Tables.Fault = new InvalidOperationException("MLOpsFunctions.Secret");
        using var broken = await _site.Client.GetAsync("/");

        _site.Tables.Fault = new InvalidDataException("MLOpsFunctions.Secret");
        using var damaged = await _site.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, damaged.StatusCode);
        Assert.DoesNotContain("Secret", await damaged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("Storage does not answer", await away.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.DoesNotContain("Secret", await away.Content.ReadAsStringAsync() + await broken.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_style_sheet_is_kept_by_its_version()
    {
        var link = Regex.Match(await _site.Client.GetStringAsync("/"), @"/assets/dashboard\.css\?v=\w+").Value;
        using var answer = await _site.Client.GetAsync(link);

        Assert.Equal("text/css; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
    }

    private static RunRecord Run(string id, int minutes) =>
        new()
        {
            Run = id,
            Model = "m",
            Trigger = RunTrigger.Drop,
            By = "Ann",
            Started = Pages.Now.AddMinutes(minutes),
            Ended = Pages.Now.AddMinutes(minutes + 1),
            Status = RunStatus.HeldBack,
        };
}
