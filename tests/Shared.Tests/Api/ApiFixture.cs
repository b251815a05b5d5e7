using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Shared.Tests.Serving;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>
/// The HTTP contract on a loopback port, mapped as a host maps it, over a house in memory and flows that only note that
/// they were started.
/// </summary>
public sealed class ApiFixture : IAsyncLifetime
{
    /// <summary>A header that signs a caller in here, as a host does that has authentication.</summary>
    public const string SignedIn = "X-Signed-In";

    private WebApplication? _app;

    internal ServingFixture Serving { get; } = new();

    internal RecordingFlowClient Flows { get; } = new();

    internal ApiServices Services { get; private set; } = null!;

    internal RunLog Runs => new(Serving.Stores.Tables);

    internal TrialLog Trials => new(Serving.Stores.Tables);

    internal DriftReportStore Drift => new(Serving.Stores.Tables);

    /// <summary>Asked by readiness; throws where the disk takes nothing more.</summary>
    internal Action CheckWritable { get; set; } = static () => { };

    public HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        Services = Serving.Stores.Product.CreateApi(Flows) with
        {
            CheckWritable = () => CheckWritable(),
            Limits = new()
            {
                UploadBytes = 1_000,
                PredictBytes = 4_000,
                DocumentBytes = 300,
                PredictRows = 20,
            },
        };
        _app.Use(
            (context, next) =>
            {
                if (context.Request.Headers.TryGetValue(SignedIn, out var name))
                {
                    context.User = new(new ClaimsIdentity(string.IsNullOrWhiteSpace(name) ? [] : [new(ClaimTypes.Name, name!)], "tests"));
                }

                return next();
            }
        );
        foreach (var endpoint in ApiEndpoints.All)
        {
            _app.MapMethods(endpoint.Template, endpoint.Verbs, context => endpoint.InvokeAsync(context, Services));
        }

        await _app.StartAsync();
        Client.BaseAddress = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
    }

    /// <summary>
    /// Lets some models serve, once: numbers, clusters, a detector, classes, classes named by numbers, and private
    /// classes.
    /// </summary>
    internal async Task ServeAsync()
    {
        if (await Serving.Stores.Registry.FindAsync("bikes", 1) is null)
        {
            await Serving.RegisterAsync("run-1");
            await Serving.RegisterAsync("run-2");
            await Serving.PromoteAsync(1);
            await Serving.RegisterAsync("idle-1", "idle");
            await Serving.ServeClustersAsync("groups");
            await Serving.ServeDetectorAsync("odd");
            await Serving.ServeClassesAsync("churn", "no", "yes");
            await Serving.ServeClassesAsync("levels", "1", "2");
            await Serving.ServeClassesAsync("secret", [ServingFixture.Hashed("no"), ServingFixture.Hashed("yes")], isPrivate: true);
        }
    }

    internal async Task<(int Status, JsonElement Body)> GetAsync(string path) => await ReadAsync(await Client.GetAsync(path));

    internal async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await ReadAsync(await Client.SendAsync(request));
    }

    internal static async Task<(int Status, JsonElement Body)> ReadAsync(HttpResponseMessage response) =>
        (
            (int)response.StatusCode,
            response.Content.Headers.ContentLength == 0 ? default : await response.Content.ReadFromJsonAsync<JsonElement>()
        );

    /// <summary>What is recorded of a run.</summary>
    internal static RunRecord Run(string run, string model, RunStatus status, int hour) =>
        new()
        {
            Run = run,
            Model = model,
            Trigger = RunTrigger.Drop,
            By = "tests",
            Started = new ManualTimeProvider().Now.AddHours(hour),
            Status = status,
        };

    /// <summary>An engine that runs nothing.</summary>
    internal sealed class RecordingFlowClient : IFlowClient
    {
        public ConcurrentDictionary<string, object> Started { get; } = new();

        public ConcurrentQueue<(string Instance, string Name, object? Value)> Signals { get; } = new();

        public FlowState State { get; set; }

        public FlowProgress? Progress { get; set; }

        public Task<bool> StartAsync<TIn, TOut>(
            Flow<TIn, TOut> flow,
            TIn input,
            string instanceId,
            CancellationToken cancellation = default
        ) => Task.FromResult(Started.TryAdd(instanceId, input!));

        public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
            Task.FromResult(Started.ContainsKey(instanceId) ? new FlowInstance(instanceId, "train", State, default, Progress) : null);

        public Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default)
        {
            Signals.Enqueue((instanceId, name, value));
            return Task.FromResult(true);
        }
    }
}
