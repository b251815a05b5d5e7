using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Api;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.DurableHost;

/// <summary>The whole product on Durable Task, but for the Functions host: from a dropped file to a prediction.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private static readonly HostSettings Settings = new(
        new(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true"),
        10_000_000,
        1_000_000,
        TimeSpan.FromDays(90)
    );

    private readonly InMemoryBlobStore _blobs = new(TimeProvider.System);
    private readonly InMemoryTableStore _tables = new();
    private readonly Product _product;
    private DurableTaskTestHost _host = null!;
    private DurableFlowClient _flows = null!;

    public EndToEndTests() =>
        _product = new(_blobs, _tables, TrainerSet.BuiltIn, new byte[32], Settings, TimeProvider.System, NullLoggerFactory.Instance);

    public async Task InitializeAsync()
    {
        _host = await FlowHost.StartAsync(PipelineCatalog.Flows, _product.Activities);
        _flows = new(_host.Client);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_dropped_file_becomes_a_model_that_answers()
    {
        await PutAsync(
            StorageNames.DefinitionsContainer,
            "prices.json",
            """{ "task": "regression", "label": "price", "training": { "budget": { "trials": 3 } }, "gates": [ """
                + """{ "metric": "r2", "min": 0.8 } ] }"""
        );
        await PutAsync(StorageNames.IncomingContainer, "prices/prices.csv", Prices());

        await new DropSweep(_blobs, _tables, Drops(), TimeProvider.System, NullLogger<DropSweep>.Instance).RunAsync(_flows, default);

        var run = await EndAsync();
        Assert.Equal((RunStatus.Deployed, 1, true), (run.Status, run.Version, run.Verdict!.Blessed));
        Assert.True(run.Metrics!["r2"] > 0.95);
        Assert.NotNull(await _blobs.FindAsync(StorageNames.IncomingContainer, "prices/prices.csv.receipt.json"));

        var (status, body) = await CallAsync("predict", "prices", """{"rows":[{"size":50,"colour":"green"}]}""");
        Assert.Equal(200, status);
        Assert.InRange(JsonDocument.Parse(body).RootElement.GetProperty("predictions")[0].GetProperty("prediction").GetDouble(), 160, 185);
    }

    [Fact]
    public async Task A_file_that_cannot_be_learned_from_is_refused_with_a_receipt()
    {
        await PutAsync(StorageNames.IncomingContainer, "prices/empty.csv", "");

        await Drops().HandleAsync(StorageNames.IncomingContainer, "prices/empty.csv", "event", _flows, default);

        Assert.Equal(RunStatus.Refused, (await EndAsync()).Status);
        Assert.NotNull(await _blobs.FindAsync(StorageNames.IncomingContainer, "prices/empty.csv.receipt.json"));
    }

    private DropHandler Drops() => new(_blobs, _tables, Settings, NullLogger<DropHandler>.Instance);

    /// <summary>The one run's record, once its orchestration has ended.</summary>
    private async Task<RunRecord> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var id = "";
        await foreach (var instance in _host.Client.GetAllInstancesAsync(new OrchestrationQuery()))
        {
            id = instance.InstanceId.EndsWith(".deploy", StringComparison.Ordinal) ? id : instance.InstanceId;
        }

        await _host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: false, patience.Token);
        return (await _product.Services.Runs.FindAsync(id))!;
    }

    private async Task<(int Status, string Body)> CallAsync(string endpoint, string model, string json)
    {
        var context = new DefaultHttpContext
        {
            Request =
            {
                Body = new MemoryStream(Encoding.UTF8.GetBytes(json)),
                Method = "POST",
                ContentType = "application/json",
            },
            Response = { Body = new MemoryStream() },
        };
        context.Request.RouteValues["model"] = model;
        await ApiEndpoints.Get(endpoint).InvokeAsync(context, _product.Api(_flows));
        await context.Response.BodyWriter.FlushAsync();
        context.Response.Body.Position = 0;
        return (context.Response.StatusCode, await new StreamReader(context.Response.Body).ReadToEndAsync());
    }

    private async Task PutAsync(string container, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await _blobs.WriteAsync(container, name, content);
    }

    private static string Prices()
    {
        var (random, text) = (new Random(7), new StringBuilder("size,colour,price\n"));
        foreach (var _ in Enumerable.Range(0, 1_200))
        {
            var (size, colour) = (random.NextDouble() * 100, random.Next(3));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{size:0.###},{((string[])["red", "green", "blue"])[colour]},{(3 * size) + (20 * colour) + random.NextDouble():0.###}\n"
            );
        }

        return text.ToString();
    }
}
