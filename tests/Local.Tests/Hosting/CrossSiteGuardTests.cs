using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Tests.Commands;

namespace MLOpsFunctions.Local.Tests.Hosting;

/// <summary>Who may ask the server on this machine for something, and where it may listen.</summary>
public sealed class CrossSiteGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, null, 200)]
    [InlineData("localhost:7071", null, 200)]
    [InlineData("LOCALHOST", "http://localhost", 200)]
    [InlineData("a.localhost:1", "http://a.localhost:1", 200)]
    [InlineData("[::1]:7071", "http://[::1]:7071", 200)]
    [InlineData("192.0.2.7:7071", "http://192.0.2.7:7071", 200)]
    [InlineData("evil.example", null, 421)]
    [InlineData("evil.example", "http://evil.example", 421)]
    [InlineData("127.0.0.1.evil.example:7071", null, 421)]
    [InlineData("localhost:7071", "https://evil.example", 403)]
    [InlineData("localhost:7071", "http://localhost:3000", 403)]
    [InlineData("localhost:7071", "http://localhost.evil.example:7071", 403)]
    [InlineData("localhost:7071", "null", 403)]
    public async Task A_request_of_another_site_is_refused(string? host, string? origin, int expected)
    {
        var (status, body) = await AskAsync("http://127.0.0.1:0", host, origin);

        Assert.Equal(expected, status);
        if (expected != 200)
        {
            Assert.Equal(expected == 421 ? "header Host" : "header Origin", body.GetProperty("where").GetString());
            Assert.Contains(expected == 421 ? host!.Split(':')[0] : origin!, body.GetProperty("found").GetString());
        }
    }

    [Fact]
    public async Task A_name_that_the_server_was_given_is_its_own()
    {
        Assert.Equal(200, (await AskAsync("http://127.0.0.1:0;http://mlops.example:0", "mlops.example", "http://mlops.example")).Status);
        Assert.Equal(421, (await AskAsync("http://0.0.0.0:0", "mlops.example", null)).Status);
    }

    [Fact]
    public async Task A_taken_port_is_told_in_one_problem_without_a_stack_trace()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var answer = await new CommandLine(_folder["taken"]).AskAsync("serve", "--urls", $"http://{taken.LocalEndpoint}");

        Assert.Equal(2, answer.Status);
        Assert.Contains("another --urls", answer.Error);
        Assert.DoesNotContain("   at ", answer.Out + answer.Error);
        Assert.DoesNotContain("Exception", answer.Out + answer.Error);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("https://127.0.0.1:7444")]
    [InlineData("http://127.0.0.1:0;ftp://127.0.0.1")]
    public async Task What_is_no_place_to_listen_is_refused_as_what_was_said(string urls)
    {
        var answer = await new CommandLine(_folder["never"]).AskAsync("serve", "--urls", urls, "--json");

        var problem = answer.Document.GetProperty("problem");
        Assert.Equal((2, "--urls"), (answer.Status, problem.GetProperty("where").GetString()));
        Assert.False(Directory.Exists(_folder["never"]));
    }

    private async Task<(int Status, JsonElement Body)> AskAsync(string urls, string? host, string? origin)
    {
        await using var workspace = Workspace.Open(_folder["workspace"], TimeProvider.System, NullLoggerFactory.Instance);
        await using var app = ServeCommand.Build(workspace, urls);
        await app.StartAsync();
        var address = new UriBuilder(app.Urls.First()) { Host = "127.0.0.1" }.Uri;
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/models")) { Headers = { Host = host } };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
