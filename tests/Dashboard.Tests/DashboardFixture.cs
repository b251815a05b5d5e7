using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Api;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Tests;

/// <summary>The dashboard on a loopback port, mapped as a host maps it, over stores in memory and an engine that runs nothing.</summary>
public sealed partial class DashboardFixture : IAsyncLifetime
{
    private readonly HttpClientHandler _browser = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    internal RecordingEngine Engine { get; } = new();

    internal IBlobStore Blobs { get; } = new InMemoryBlobStore(TimeProvider.System);

    internal FailingTableStore Tables { get; } = new();

    internal RunLog Runs => new(Tables);

    public async Task InitializeAsync()
    {
        var product = new ProductServices(
            Blobs,
            Tables,
            TrainerSet.BuiltIn,
            new() { PrivacyKey = new byte[32] },
            "0123abcd",
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        var (services, forms) = (product.CreateApi(Engine), new FormTokens(new byte[32], TimeProvider.System));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        foreach (var page in DashboardEndpoints.All)
        {
            _app.MapMethods($"/{page.Template}", page.Verbs, context => page.InvokeAsync(context, services, forms, AccessLevel.Administer));
        }

        await _app.StartAsync();
        Client = new(_browser) { BaseAddress = new(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        _browser.Dispose();
        await _app!.DisposeAsync();
    }

    /// <summary>The token of a form on a page.</summary>
    internal async Task<string> TokenAsync(string page, string action)
    {
        var html = await Client.GetStringAsync(page);
        var form = html[html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal)..];
        return Token().Match(form).Groups[1].Value;
    }

    internal Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        Client.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    /// <summary>An engine that runs nothing.</summary>
    internal sealed class RecordingEngine : IFlowClient
    {
        public ConcurrentDictionary<string, object> Started { get; } = new();

        public ConcurrentQueue<(string Instance, object? Value)> Signals { get; } = new();

        public Task<bool> StartAsync<TIn, TOut>(
            Flow<TIn, TOut> flow,
            TIn input,
            string instanceId,
            CancellationToken cancellation = default
        ) => Task.FromResult(Started.TryAdd(instanceId, input!));

        public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
            Task.FromResult(Started.ContainsKey(instanceId) ? new FlowInstance(instanceId, "ingest", FlowState.Running, default) : null);

        public Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default)
        {
            Signals.Enqueue((instanceId, value));
            return Task.FromResult(true);
        }
    }

    /// <summary>Tables in memory that can be made not to answer.</summary>
    internal sealed class FailingTableStore : ITableStore
    {
        private readonly InMemoryTableStore _inner = new();

        public Exception? Fault { get; set; }

        public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default) =>
            Fault is null ? _inner.FindAsync(table, partition, row, cancellation) : throw Fault;

        public Task<IReadOnlyList<string?>?> WriteAsync(
            string table,
            string partition,
            IReadOnlyList<TableWrite> writes,
            CancellationToken cancellation = default
        ) => Fault is null ? _inner.WriteAsync(table, partition, writes, cancellation) : throw Fault;

        public IAsyncEnumerable<TableRow> QueryAsync(
            string table,
            string partition,
            string? from = null,
            string? to = null,
            CancellationToken cancellation = default
        ) => Fault is null ? _inner.QueryAsync(table, partition, from, to, cancellation) : throw Fault;
    }
}
