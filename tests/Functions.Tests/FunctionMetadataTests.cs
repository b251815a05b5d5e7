using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests;

/// <summary>
/// What the Functions host reads: functions, triggers, routes, keys and connections, as the SDK generated them from the attributes.
/// The environment variable <c>PUBLISHED_APP</c> names a published folder; without it the build's own output is read.
/// </summary>
public sealed class FunctionMetadataTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("PUBLISHED_APP") is { Length: > 0 } published
        ? published
        : AppContext.BaseDirectory;

    private static readonly IReadOnlyList<Function> Functions = JsonSerializer.Deserialize<List<Function>>(
        File.ReadAllText(Path.Combine(Folder, "functions.metadata")),
        JsonSerializerOptions.Web
    )!;

    [Fact]
    public void Every_function_belongs_to_the_contract_and_none_is_missing()
    {
        var routes = ApiEndpoints.All.Select(endpoint =>
            $"http-{endpoint.Name}: httpTrigger {string.Join(',', endpoint.Verbs).ToLowerInvariant()} "
            + $"{endpoint.Template} {KeyFor(endpoint.Access)}"
        );
        var pages = DashboardEndpoints.All.Select(endpoint =>
            $"http-{endpoint.Name}: httpTrigger {string.Join(',', endpoint.Verbs).ToLowerInvariant()} "
            // The host takes an empty route for the function's name.
            + $"{(endpoint.Template.Length == 0 ? "{home:maxlength(0)?}" : endpoint.Template)} {KeyFor(endpoint.Access)}"
        );
        var flows = typeof(IngestFlow).Assembly.GetTypes().SelectMany(Statics<Flow>).Select(flow => $"{flow.Name}: orchestrationTrigger");
        var activities = typeof(PipelineActivities)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)!)
            .Select(activity => (string)activity.GetType().GetProperty("Name")!.GetValue(activity)!)
            .Append("find-flow")
            .Select(name => $"{name}: activityTrigger");
        string[] events =
        [
            "BlobDropped: blobTrigger incoming/{name} Data EventGrid",
            "BlobPolled: blobTrigger incoming/{name} Data LogsAndContainerScan",
            "ScoreDropped: blobTrigger score/{name} Data EventGrid",
            "ScorePolled: blobTrigger score/{name} Data LogsAndContainerScan",
            "Sweep: timerTrigger %SweepSchedule%",
            "CheckDrift: timerTrigger %DriftSchedule%",
            "RetrainDue: timerTrigger %RetrainSchedule%",
            "AdvanceRollouts: timerTrigger 0 * * * * *",
            "PullSources: timerTrigger 0 * * * * *",
            "RecordGauges: timerTrigger 0 */5 * * * *",
            "PurgeHistories: timerTrigger %PurgeSchedule%",
            "Notify: timerTrigger 0 * * * * *",
            "AnchorLedgers: timerTrigger %AnchorSchedule%",
            "ApplyRetention: timerTrigger 0 45 2 * * *",
        ];

        Assert.Equal(Sorted([.. routes, .. pages, .. flows, .. activities, .. events]), Sorted(Functions.Select(Describe)));
    }

    [Fact]
    public void Names_are_distinct_and_the_host_accepts_them()
    {
        Assert.Equal(Functions.Count, Functions.Select(function => function.Name.ToUpperInvariant()).Distinct().Count());
        Assert.All(Functions, function => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", function.Name));
    }

    [Theory]
    [InlineData("v2-live", AccessLevel.Anonymous)]
    [InlineData("v2-ready", AccessLevel.Predict)]
    [InlineData("predict", AccessLevel.Predict)]
    [InlineData("feedback", AccessLevel.Predict)]
    [InlineData("v2-infer", AccessLevel.Predict)]
    [InlineData("put-data", AccessLevel.Operate)]
    [InlineData("retrain", AccessLevel.Operate)]
    [InlineData("list-models", AccessLevel.Operate)]
    [InlineData("metrics", AccessLevel.Operate)]
    [InlineData("cancel-run", AccessLevel.Operate)]
    [InlineData("approve-run", AccessLevel.Administer)]
    [InlineData("rollback", AccessLevel.Administer)]
    [InlineData("hold", AccessLevel.Operate)]
    [InlineData("promote", AccessLevel.Administer)]
    [InlineData("freeze", AccessLevel.Administer)]
    public void Predicting_operating_and_deciding_are_levels_apart(string endpoint, AccessLevel access) =>
        Assert.Equal(access, ApiEndpoints.Get(endpoint).Access);

    [Fact]
    public void Liveness_the_description_of_the_contract_and_the_style_sheet_alone_ask_for_no_key() =>
        Assert.Equal(
            ["http-openapi", "http-page-asset", "http-scalar", "http-scalar-file", "http-v2-live"],
            Sorted(Functions.Where(function => function.Trigger.AuthLevel == "Anonymous").Select(function => function.Name))
        );

    /// <summary>Liveness and predictions would fail with Durable's webhook if they bound what they do not need.</summary>
    [Fact]
    public void Only_what_starts_asks_or_signals_a_flow_is_handed_the_durable_client() =>
        Assert.Equal(
            Sorted([
                "http-put-data",
                "http-put-score",
                "http-put-onnx",
                "http-retrain",
                "http-get-run",
                "http-approve-run",
                "http-cancel-run",
                "http-check-drift",
                "BlobDropped",
                "BlobPolled",
                "ScoreDropped",
                "ScorePolled",
                "Sweep",
                "CheckDrift",
                "RetrainDue",
                "PullSources",
                "PurgeHistories",
                "find-flow",
                .. DashboardEndpoints.All.Where(endpoint => endpoint.NeedsEngine).Select(endpoint => $"http-{endpoint.Name}"),
            ]),
            Sorted(Functions.Where(function => function.Has("durableClient")).Select(function => function.Name))
        );

    /// <summary>What a dead instance held waits this long; below half a minute the engine could not renew it in time.</summary>
    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void A_killed_run_is_taken_up_again_within_a_minute(string timeout)
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "host.json")));
        var provider = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider");

        var wait = TimeSpan.Parse(provider.GetProperty(timeout).GetString()!, CultureInfo.InvariantCulture);
        Assert.InRange(wait, TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(1));
    }

    /// <summary>At the level Information one run takes some sixty lines of the engine's own.</summary>
    [Fact]
    public void The_engine_logs_warnings_only()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "host.json")));
        var levels = host.RootElement.GetProperty("logging").GetProperty("logLevel");

        Assert.All(
            ["DurableTask", "Host.Triggers.DurableTask"],
            category => Assert.Equal("Warning", levels.GetProperty(category).GetString())
        );
    }

    /// <summary>Without Entra: no key, any function key, the master key.</summary>
    private static string KeyFor(AccessLevel access) =>
        access switch
        {
            AccessLevel.Anonymous => "Anonymous",
            AccessLevel.Administer => "Admin",
            _ => "Function",
        };

    private static string Describe(Function function)
    {
        var trigger = function.Trigger;
        string?[] parts =
        [
            trigger.Type,
            trigger.Methods is null ? null : string.Join(',', trigger.Methods),
            trigger.Route,
            trigger.AuthLevel,
            trigger.Path,
            trigger.Connection,
            trigger.Source,
            trigger.Schedule,
        ];
        return $"{function.Name}: {string.Join(' ', parts.Where(part => part is not null))}";
    }

    private static IEnumerable<T> Statics<T>(Type type) =>
        type.ContainsGenericParameters
            ? []
            : type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field.FieldType.IsAssignableTo(typeof(T)))
                .Select(field => (T)field.GetValue(null)!);

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);

    private sealed record Function(string Name, IReadOnlyList<Binding> Bindings)
    {
        public Binding Trigger => Bindings.Single(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal));

        public bool Has(string type) => Bindings.Any(binding => binding.Type == type);
    }

    private sealed record Binding(
        string Type,
        IReadOnlyList<string>? Methods,
        string? Route,
        string? AuthLevel,
        string? Path,
        string? Connection,
        string? Source,
        string? Schedule
    );
}
