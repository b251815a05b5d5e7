using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Tests.Triggers;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Functions.Tests;

/// <summary>The routes behind a caller that sends all of a request before it listens, as the Functions host does.</summary>
public sealed class HttpApiTests : IAsyncLifetime
{
    private const int MaxBody = 1_000;

    /// <summary>More than sockets buffer on both sides together.</summary>
    private const int Oversized = 32 * 1024 * 1024;

    private readonly WebApplication _app;

    public HttpApiTests()
    {
        var time = new FixedTimeProvider();
        var product = new Product(
            new InMemoryBlobStore(time),
            new InMemoryTableStore(),
            TrainerSet.BuiltIn,
            new byte[32],
            new HostSettings(
                new(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true"),
                1_000_000,
                MaxBody,
                TimeSpan.FromDays(90)
            ),
            time,
            NullLoggerFactory.Instance
        );
        var api = new HttpApi(product.Api, new RoleAccess(entra: false));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.MapPut("api/data/{model}/{file}", (HttpRequest request) => api.PutData(request, null!));
        _app.MapPost("api/models/{model}/retrain", (HttpRequest request) => api.Retrain(request, null!));
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("PUT /api/data/bikes/day.csv", true, "413")]
    [InlineData("PUT /api/data/bikes/day.csv", false, "413")]
    [InlineData("POST /api/models/bikes/retrain", true, "413")]
    [InlineData("POST /api/models/bikes/retrain", false, "413")]
    [InlineData("PUT /api/data/NO!/day.csv", true, "400")]
    public async Task What_is_refused_is_answered_whatever_is_still_to_be_sent(string route, bool declared, string status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);
        await using var stream = client.GetStream();
        var length = declared ? $"Content-Length: {Oversized}" : "Transfer-Encoding: chunked";

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n{length}\r\n\r\n")
        );
        await stream.WriteAsync(Encoding.ASCII.GetBytes(declared ? "" : $"{Oversized:x}\r\n"));
        await stream.WriteAsync(new byte[Oversized]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(declared ? "" : "\r\n0\r\n\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status} ", await new StreamReader(stream).ReadLineAsync());
    }
}
