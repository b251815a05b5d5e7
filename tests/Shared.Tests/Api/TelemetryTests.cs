using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Shared.Tests.Serving;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>What the HTTP contract measures, and how it carries a caller's trace on.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = $"00-{TraceId}-00f067aa0ba902b7-01";

    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.ServeAsync();
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_metrics_count_what_was_answered()
    {
        await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 1}, {"temp": 2}]}""");
        await _api.GetAsync("/api/models/nothing");

        var response = await _api.Client.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8"), response.Content.Headers.ContentType);
        Assert.Contains(lines, line => line.StartsWith("mlops_predictions_total{model=\"bikes\",version=\"1\"} "));
        Assert.Contains(lines, line => line.StartsWith("mlops_http_requests_total{endpoint=\"get-model\",status=\"404\"} "));
        Assert.Contains(lines, line => line.StartsWith("mlops_http_request_seconds_bucket{endpoint=\"predict\",le=\"+Inf\"} "));
        Assert.Contains(lines, line => line.StartsWith("mlops_live_version{model=\"bikes\"} 1"));
        Assert.Contains("# TYPE mlops_http_requests_total counter", lines);
        Assert.Contains("# TYPE mlops_live_version gauge", lines);
    }

    [Fact]
    public async Task Requests_that_no_route_takes_are_counted_as_one()
    {
        foreach (var path in (string[])["/a", "/b"])
        {
            var context = new DefaultHttpContext { Response = { StatusCode = 404, Body = new MemoryStream() } };
            context.Request.Path = path;
            await ApiEndpoints.ExplainAsync(context);
        }

        var text = await _api.Client.GetStringAsync("/metrics");

        Assert.Contains("mlops_http_requests_total{endpoint=\"other\",status=\"404\"} ", text);
        Assert.DoesNotContain("\"/a\"", text);
        Assert.DoesNotContain("mlops_http_request_seconds_count{endpoint=\"other\"}", text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drop_carries_its_callers_trace_into_the_run(bool isHeard)
    {
        using var listener = isHeard ? Listen(_ => { }) : null;
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/data/bikes/new.csv") { Content = new StringContent("a,b\n1,2\n") };
        request.Headers.Add("traceparent", Caller);

        Assert.Equal(202, (int)(await _api.Client.SendAsync(request)).StatusCode);

        var command = Assert.Single(_api.Flows.Started.Values.OfType<IngestCommand>());
        Assert.Equal(TraceId, ActivityContext.Parse(command.Trace!, null).TraceId.ToHexString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public async Task A_trace_that_cannot_be_read_does_not_matter(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models");
        request.Headers.TryAddWithoutValidation("traceparent", header);

        Assert.Equal(200, (int)(await _api.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_prediction_belongs_to_its_caller_and_points_to_the_run_that_made_its_version()
    {
        var made = $"00-{"a".PadLeft(32, '1')}-00f067aa0ba902b7-01";
        var artifact = await _api.Serving.Stores.Artifacts.WriteAsync(ServingFixture.Model(1_000).Write);
        var registration = RegistryFixture.Registration("run-traced", "traced", artifact);
        await _api.Serving.Stores.Registry.RegisterAsync(registration with { Record = registration.Record with { Trace = made } });
        await _api.Serving.PromoteAsync(1, "traced");
        var spans = new List<Activity>();
        using var listener = Listen(spans.Add);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/models/traced/predict")
        {
            Content = new StringContent("""{"rows": [{"temp": 1}]}""", new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("traceparent", Caller);
        await _api.Client.SendAsync(request);

        Activity[] own;
        lock (spans)
        {
            own = [.. spans.Where(span => span.TraceId.ToHexString() == TraceId)];
        }

        var predict = Assert.Single(own, span => span.OperationName == "predict");
        Assert.Equal(made.Split('-')[1], Assert.Single(predict.Links).Context.TraceId.ToHexString());
        Assert.Equal("traced", predict.GetTagItem("mlops.model"));
        var server = Assert.Single(own, span => span.Kind == ActivityKind.Server);
        Assert.Equal("POST /api/models/{model}/predict", server.OperationName);
        Assert.Equal(server.SpanId, predict.ParentSpanId);
    }

    private static ActivityListener Listen(Action<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (ended.Target ?? ended)
                {
                    ended(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
