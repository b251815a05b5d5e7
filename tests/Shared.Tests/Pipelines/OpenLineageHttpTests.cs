using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Pipelines.OpenLineage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>How events of runs reach a receiver of OpenLineage.</summary>
public sealed class OpenLineageHttpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task An_event_is_posted_as_JSON_with_the_key(string end)
    {
        var paths = new List<string>();
        await using var receiver = await Receiver.StartAsync(
            (context, _) =>
            {
                paths.Add($"{context.Request.Method} {context.Request.Path}");
                context.Response.StatusCode = 201;
                return Task.CompletedTask;
            }
        );

        await LineageEvents.Http(new($"http://127.0.0.1:{receiver.Port}/lineage{end}"), "key")("""{"eventType":"START"}""", default);

        var got = Assert.Single(receiver.Got);
        Assert.Equal("""{"eventType":"START"}""", Encoding.UTF8.GetString(got.Body));
        Assert.StartsWith("application/json", got.ContentType, StringComparison.Ordinal);
        Assert.Equal("Bearer key", got.Headers["Authorization"]);
        Assert.Equal(["POST /lineage/api/v1/lineage"], paths);
    }

    /// <summary>The key goes to the declared receiver only.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_refusal_and_a_redirection_are_failures(int status)
    {
        await using var receiver = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "/elsewhere";
                return Task.CompletedTask;
            }
        );

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            LineageEvents.Http(new($"http://127.0.0.1:{receiver.Port}"), key: null)("{}", default)
        );

        Assert.Single(receiver.Got);
    }
}
