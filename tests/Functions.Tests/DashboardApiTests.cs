using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Tests.Triggers;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Functions.Tests;

/// <summary>The dashboard behind Entra: who may see it, and who may act.</summary>
public sealed class DashboardApiTests : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    public DashboardApiTests()
    {
        var time = new FixedTimeProvider();
        var product = new Product(
            new InMemoryBlobStore(time),
            new InMemoryTableStore(),
            TrainerSet.BuiltIn,
            new byte[32],
            new HostSettings(new(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true"), 1_000, 1_000, TimeSpan.FromDays(90)),
            time,
            NullLoggerFactory.Instance
        );
        var dashboard = new DashboardApi(product.Api, new RoleAccess(entra: true), new FormTokens(new byte[32], time));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        // The root as the Functions host is told it.
        _app.MapGet("{home:maxlength(0)?}", (HttpRequest request) => dashboard.HomePage(request));
        _app.MapGet("assets/{file}", (HttpRequest request) => dashboard.Asset(request));
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _client.BaseAddress = new(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(null, 401, "Sign in")]
    [InlineData("Predict", 403, "no role that allows this")]
    [InlineData("Operate", 200, "Drop a data file")]
    public async Task The_overview_is_for_people_who_operate(string? role, int status, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (role is not null)
        {
            var principal = $$"""{"auth_typ":"aad","claims":[{"typ":"roles","val":"{{role}}"}]}""";
            request.Headers.Add(ClientPrincipal.Header, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(principal)));
        }

        using var answer = await _client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync());
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task The_style_sheet_is_for_everybody() =>
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/assets/dashboard.css")).StatusCode);
}
