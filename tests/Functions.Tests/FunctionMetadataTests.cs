using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using MLOpsFunctions.Api;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests;

/// <summary>What the Functions host reads off the attributes.</summary>
public sealed class FunctionMetadataTests
{
    private static readonly IReadOnlyList<(string Name, MethodInfo Method)> Functions =
    [
        .. from type in typeof(DropTriggers).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select (function.Name, method),
    ];

    [Fact]
    public void Every_flow_has_its_orchestrator_and_no_orchestrator_lacks_a_flow() =>
        Assert.Equal(Names(typeof(IngestFlow).Assembly.GetTypes().SelectMany(Statics<Flow>).Select(flow => flow.Name)), Names(With<OrchestrationTriggerAttribute>()));

    [Fact]
    public void Every_activity_has_its_function_and_no_function_lacks_an_activity()
    {
        var activities = typeof(PipelineActivities).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)!).Select(activity => (string)activity.GetType().GetProperty("Name")!.GetValue(activity)!);

        Assert.Equal(Names(activities.Append("find-flow")), Names(With<ActivityTriggerAttribute>()));
    }

    [Fact]
    public void Names_are_distinct_and_the_host_accepts_them()
    {
        Assert.Equal(Functions.Count, Functions.Select(function => function.Name.ToUpperInvariant()).Distinct().Count());
        Assert.All(Functions, function => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", function.Name));
    }

    [Theory]
    [InlineData("BlobDropped", BlobTriggerSource.EventGrid)]
    [InlineData("BlobPolled", BlobTriggerSource.LogsAndContainerScan)]
    public void Both_blob_triggers_watch_the_same_container(string name, BlobTriggerSource source)
    {
        var trigger = Trigger<BlobTriggerAttribute>(name);

        Assert.Equal(("incoming/{name}", "Data", source), (trigger.BlobPath, trigger.Connection, trigger.Source));
    }

    [Theory]
    [InlineData("Sweep", "%SweepSchedule%")]
    [InlineData("CheckDrift", "%DriftSchedule%")]
    [InlineData("RetrainDue", "%RetrainSchedule%")]
    public void Timers_take_their_schedule_from_settings(string name, string schedule)
    {
        var timer = Trigger<TimerTriggerAttribute>(name);

        Assert.Equal((schedule, false, true), (timer.Schedule, timer.RunOnStartup, timer.UseMonitor));
    }

    [Fact]
    public void Every_route_of_the_contract_has_its_function_and_no_function_lacks_a_route()
    {
        var contract = ApiEndpoints.All.Select(endpoint => ($"http-{endpoint.Name}", string.Join(' ', endpoint.Verbs).ToLowerInvariant(), endpoint.Template, KeyFor(endpoint.Access)));
        var functions = With<HttpTriggerAttribute>().Select(name => (name, Trigger: Trigger<HttpTriggerAttribute>(name)))
            .Select(function => (function.name, string.Join(' ', function.Trigger.Methods!), function.Trigger.Route!, function.Trigger.AuthLevel));

        Assert.Equal(contract.Order(), functions.Order());
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
    [InlineData("approve-run", AccessLevel.Administer)]
    [InlineData("rollback", AccessLevel.Administer)]
    public void Predicting_operating_and_deciding_are_levels_apart(string endpoint, AccessLevel access) => Assert.Equal(access, ApiEndpoints.Get(endpoint).Access);

    [Fact]
    public void Liveness_alone_asks_for_no_key() => Assert.Equal(
        ["http-v2-live"], With<HttpTriggerAttribute>().Where(name => Trigger<HttpTriggerAttribute>(name).AuthLevel == AuthorizationLevel.Anonymous));

    /// <summary>Liveness and predictions would fail with Durable's webhook if they bound what they do not need.</summary>
    [Fact]
    public void Only_a_route_that_starts_asks_or_signals_a_flow_is_handed_the_durable_client() => Assert.Equal(
        Names(["http-put-data", "http-retrain", "http-get-run", "http-approve-run", "http-check-drift"]),
        Names(With<HttpTriggerAttribute>().Intersect(With<DurableClientAttribute>())));

    [Fact]
    public void Whatever_starts_a_flow_is_handed_the_durable_client() =>
        Assert.All(
            With<BlobTriggerAttribute>().Concat(With<TimerTriggerAttribute>()),
            name => Assert.Contains(Method(name).GetParameters(), parameter => parameter.IsDefined(typeof(DurableClientAttribute))));

    /// <summary>What a dead instance held waits this long; below half a minute the engine could not renew it in time.</summary>
    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void A_killed_run_is_taken_up_again_within_a_minute(string timeout)
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var provider = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider");

        Assert.InRange(TimeSpan.Parse(provider.GetProperty(timeout).GetString()!, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(1));
    }

    /// <summary>Without Entra: no key, any function key, the master key.</summary>
    private static AuthorizationLevel KeyFor(AccessLevel access) => access switch
    {
        AccessLevel.Anonymous => AuthorizationLevel.Anonymous,
        AccessLevel.Administer => AuthorizationLevel.Admin,
        _ => AuthorizationLevel.Function,
    };

    private static IEnumerable<string> With<TAttribute>() where TAttribute : Attribute => Functions
        .Where(function => function.Method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TAttribute))))
        .Select(function => function.Name);

    private static TAttribute Trigger<TAttribute>(string name) where TAttribute : Attribute =>
        Method(name).GetParameters().Select(parameter => parameter.GetCustomAttribute<TAttribute>()).OfType<TAttribute>().Single();

    private static MethodInfo Method(string name) => Functions.Single(function => function.Name == name).Method;

    private static IEnumerable<T> Statics<T>(Type type) => type.ContainsGenericParameters
        ? []
        : type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType.IsAssignableTo(typeof(T))).Select(field => (T)field.GetValue(null)!);

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
