using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Local;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// Predictions of one row through the server's own web host, against a bare endpoint that reads as much and answers as
/// much. The clients are in the same process on both sides.
/// </summary>
internal sealed class HttpBench : Bench
{
    private const int Clients = 8;

    /// <summary>Until the runtime has compiled the hot paths for good.</summary>
    private const int WarmUp = 40_000;

    private const string Body = """
        {"rows":[{"booking":"B1","hour_start":"2025-04-01T08:00:00Z","station":"market","sky":"clear",
        "temperature":14,"humidity":60,"wind":3,"holiday":"no","contact":"a@example.org"}]}
        """;

    public override string Name => "http";

    public override string Measures =>
        "seconds for so many predictions over HTTP, one row each, by 8 clients at once, against a bare "
        + "Kestrel endpoint with bodies of the same sizes";

    public override int Rows => 20_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Scratch.With(folder => PredictAsync(input, folder).GetAwaiter().GetResult())),
        new("bare kestrel", input => EchoAsync(input).GetAwaiter().GetResult()),
    ];

    /// <summary>A workspace with a deployed model, and beside it one answer: what the bare endpoint sends.</summary>
    public override string Prepare(int rows)
    {
        var path = Path.Combine(Folders.Data, "http-workspace");
        if (!File.Exists(Answer(path)))
        {
            DeployAsync(path).GetAwaiter().GetResult();
        }

        return path;
    }

    private static string Answer(string path) => path + ".answer";

    private static async Task DeployAsync(string path)
    {
        await using var workspace = Workspace.Open(path, TimeProvider.System, NullLoggerFactory.Instance);
        await workspace.Engine.StartAsync();
        await workspace.Services.Definitions.SaveAsync("vans", RentalSample.Definition);
        await workspace.Services.Blobs.WriteAsync(
            StorageNames.IncomingContainer,
            "vans/a.csv",
            new MemoryStream(Encoding.UTF8.GetBytes(RentalSample.Csv(4000, seed: 1)))
        );
        var run = await workspace.Starter.DropAsync("vans/a.csv", "bench");
        await workspace.Engine.WaitAsync(run!);
        await using var app = ServeCommand.Build(workspace, "http://127.0.0.1:0");
        await app.StartAsync();
        using var client = new HttpClient();
        await File.WriteAllBytesAsync(Answer(path), await AskAsync(client, new($"{app.Urls.Single()}/api/models/vans/predict")));
    }

    private static async Task<Measurement> PredictAsync(SideInput input, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(input.Input, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(input.Input, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await using var workspace = Workspace.Open(folder, TimeProvider.System, NullLoggerFactory.Instance);
        await using var app = ServeCommand.Build(workspace, "http://127.0.0.1:0");
        using var stop = new CancellationTokenSource();
        var log = workspace.Predictions.RunAsync(stop.Token); // As `serve` does: predictions are kept while more come.
        var measured = await MeasureAsync(app, input.Rows);
        await stop.CancelAsync();
        await log;
        return measured;
    }

    private static async Task<Measurement> EchoAsync(SideInput input)
    {
        var answer = await File.ReadAllBytesAsync(Answer(input.Input));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost(
            "/api/models/vans/predict",
            async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(answer);
            }
        );
        return await MeasureAsync(app, input.Rows);
    }

    private static async Task<Measurement> MeasureAsync(WebApplication app, int requests)
    {
        await app.StartAsync();
        var url = new Uri($"{app.Urls.Single()}/api/models/vans/predict");
        using var client = new HttpClient();
        await AskAsync(client, url, new TimeSpan[WarmUp]);
        var times = new TimeSpan[requests];
        var run = Measurement.Of(
            () => AskAsync(client, url, times).GetAwaiter().GetResult(),
            bytes => $"{requests} answers of about {(bytes / requests + 8) / 16 * 16} bytes"
        );
        Array.Sort(times);
        return run with
        {
            Figures = new Dictionary<string, double>
            {
                ["requestsPerSecond"] = requests / run.Seconds,
                ["p50Milliseconds"] = times[requests / 2].TotalMilliseconds,
                ["p99Milliseconds"] = times[requests * 99 / 100].TotalMilliseconds,
            },
        };
    }

    /// <summary>All requests, shared among the clients; returns the bytes that were answered.</summary>
    private static async Task<long> AskAsync(HttpClient client, Uri url, TimeSpan[] times)
    {
        var (next, bytes) = (-1, 0L);
        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (int i; (i = Interlocked.Increment(ref next)) < times.Length; )
                        {
                            var started = Stopwatch.GetTimestamp();
                            Interlocked.Add(ref bytes, (await AskAsync(client, url)).Length);
                            times[i] = Stopwatch.GetElapsedTime(started);
                        }
                    })
                )
        );
        return bytes;
    }

    private static async Task<byte[]> AskAsync(HttpClient client, Uri url)
    {
        using var response = await client.PostAsync(url, new StringContent(Body, Encoding.UTF8, "application/json"));
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode == HttpStatusCode.OK ? answer : throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
    }
}
