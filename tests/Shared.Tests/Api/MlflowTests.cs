using System.Net;
using System.Text.Json;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>
/// Requests as MLflow's Python client sends them (mlflow/store/tracking/rest_store.py, mlflow/store/model_registry/rest_store.py): GET
/// with the message's fields in the query, POST with them in a body, 64-bit numbers as texts.
/// </summary>
public sealed class MlflowTests : IAsyncLifetime
{
    private const string Root = "/api/2.0/mlflow/";

    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.ServeAsync();
        await _api.Runs.RecordAsync(Run("run-1", RunStatus.Deployed, 1, rmse: 41.5) with { Version = 1, Trainer = "linear" });
        await _api.Runs.RecordAsync(Run("run-2", RunStatus.HeldBack, 2, rmse: 52) with { Version = 2, Trainer = "linear" });
        await _api.Runs.RecordAsync(Run("run-3", RunStatus.Failed, 3, rmse: null));
        // A batch of predictions trains nothing, so no experiment has it.
        await _api.Runs.RecordAsync(Run("batch", RunStatus.Scored, 4, rmse: null) with { Version = 1, Trigger = RunTrigger.Score });
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Experiments_are_models()
    {
        var (status, found) = await _api.PostAsync(
            $"{Root}experiments/search",
            """{"view_type": "ACTIVE_ONLY", "max_results": "2", "filter": "name LIKE '%s'", "order_by": ["name DESC"]}"""
        );

        Assert.Equal(200, status);
        Assert.Equal(["levels", "groups"], Texts(found, "experiments", "name"));
        (status, found) = await _api.PostAsync(
            $"{Root}experiments/search",
            $$"""
            {"max_results": "2", "filter": "name LIKE '%s'", "order_by": ["name DESC"],
            "page_token": "{{found.GetProperty("next_page_token").GetString()}}"}
            """
        );
        Assert.Equal((200, false), (status, found.TryGetProperty("next_page_token", out _)));
        Assert.Equal(["bikes"], Texts(found, "experiments", "name"));
        var (_, one) = await _api.GetAsync($"{Root}experiments/get?experiment_id=bikes");
        var (_, same) = await _api.GetAsync($"{Root}experiments/get-by-name?experiment_name=bikes");
        Assert.Equal(one.ToString(), same.ToString());
        Assert.Equal("active", one.GetProperty("experiment").GetProperty("lifecycle_stage").GetString());
    }

    [Fact]
    public async Task A_run_has_its_metrics_params_tags_and_times()
    {
        var (status, answer) = await _api.GetAsync($"{Root}runs/get?run_uuid=run-1&run_id=run-1");

        var run = answer.GetProperty("run");
        var (info, data) = (run.GetProperty("info"), run.GetProperty("data"));
        Assert.Equal((200, "FINISHED", "bikes"), (status, Text(info, "status"), Text(info, "experiment_id")));
        Assert.Equal(JsonValueKind.String, info.GetProperty("start_time").ValueKind);
        var metric = Assert.Single(data.GetProperty("metrics").EnumerateArray());
        Assert.Equal(("rmse", 41.5, "0"), (Text(metric, "key"), metric.GetProperty("value").GetDouble(), Text(metric, "step")));
        Assert.Contains(data.GetProperty("params").EnumerateArray(), param => Text(param, "key") == "trainer");
        Assert.Contains(
            data.GetProperty("tags").EnumerateArray(),
            tag => (Text(tag, "key"), Text(tag, "value")) == ("mlops.status", "deployed")
        );
        var (_, history) = await _api.GetAsync($"{Root}metrics/get-history?run_uuid=run-1&run_id=run-1&metric_key=rmse");
        Assert.Equal(metric.ToString(), Assert.Single(history.GetProperty("metrics").EnumerateArray()).ToString());
        (_, history) = await _api.GetAsync($"{Root}metrics/get-history?run_uuid=run-1&run_id=run-1&metric_key=auc");
        Assert.Empty(history.GetProperty("metrics").EnumerateArray());
    }

    [Theory]
    [InlineData("", "run-3,run-2,run-1")]
    [InlineData("metrics.rmse < 50", "run-1")]
    [InlineData("metrics.`rmse` >= 41.5 and params.trainer = 'linear'", "run-2,run-1")]
    [InlineData("attributes.status = 'FAILED'", "run-3")]
    [InlineData("status != \\\"FAILED\\\" AND tags.`mlops.status` = 'heldBack'", "run-2")]
    [InlineData("run_id IN ('run-1', 'run-3')", "run-3,run-1")]
    [InlineData("attributes.run_name ILIKE 'RUN%1'", "run-1")]
    [InlineData("metrics.auc > 0", "")]
    public async Task Runs_are_filtered(string filter, string expected)
    {
        var (status, found) = await _api.PostAsync(
            $"{Root}runs/search",
            $$"""{"experiment_ids": ["bikes"], "filter": "{{filter}}", "run_view_type": "ACTIVE_ONLY", "max_results": 1000}"""
        );

        Assert.Equal(200, status);
        Assert.Equal(
            expected,
            string.Join(',', found.GetProperty("runs").EnumerateArray().Select(run => Text(run.GetProperty("info"), "run_id")))
        );
    }

    [Fact]
    public async Task Runs_are_ordered_and_come_in_pages()
    {
        var (found, token) = (new List<string>(), "");
        do
        {
            var (status, page) = await _api.PostAsync(
                $"{Root}runs/search",
                $$"""{"experiment_ids": ["bikes"], "max_results": 1, "order_by": ["metrics.rmse ASC"], "page_token": "{{token}}"}"""
            );
            Assert.Equal(200, status);
            found.AddRange(page.GetProperty("runs").EnumerateArray().Select(run => Text(run.GetProperty("info"), "run_id")));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        } while (token is not null);

        Assert.Equal(["run-1", "run-2", "run-3"], found);
    }

    [Fact]
    public async Task Registered_models_have_versions_and_aliases()
    {
        var (status, answer) = await _api.GetAsync($"{Root}registered-models/get?name=bikes");

        var model = answer.GetProperty("registered_model");
        Assert.Equal((200, "bikes"), (status, Text(model, "name")));
        var alias = Assert.Single(model.GetProperty("aliases").EnumerateArray());
        Assert.Equal(("champion", "1"), (Text(alias, "alias"), Text(alias, "version")));
        var (_, named) = await _api.GetAsync($"{Root}registered-models/alias?name=bikes&alias=champion");
        var (_, version) = await _api.GetAsync($"{Root}model-versions/get?name=bikes&version=1");
        Assert.Equal(version.ToString(), named.ToString());
        var champion = version.GetProperty("model_version");
        Assert.Equal(
            ("READY", "Production", "run-1"),
            (Text(champion, "status"), Text(champion, "current_stage"), Text(champion, "run_id"))
        );
        var (_, uri) = await _api.GetAsync($"{Root}model-versions/get-download-uri?name=bikes&version=1");
        Assert.Equal(200, (int)(await _api.Client.GetAsync(Text(uri, "artifact_uri"))).StatusCode);
        var (_, latest) = await _api.PostAsync($"{Root}registered-models/get-latest-versions", """{"name": "bikes", "stages": ["None"]}""");
        Assert.Equal(["2"], Texts(latest, "model_versions", "version"));
        var (_, models) = await _api.GetAsync($"{Root}registered-models/search?max_results=100&filter=name%3D%27bikes%27");
        Assert.Equal(["bikes"], Texts(models, "registered_models", "name"));
    }

    [Theory]
    [InlineData("name%3D'bikes'", "2,1")]
    [InlineData("run_id%3D'run-2'", "2")]
    [InlineData("name = 'bikes' and run_id = 'run-1'", "1")]
    public async Task Versions_are_found(string filter, string expected)
    {
        var (status, found) = await _api.GetAsync($"{Root}model-versions/search?filter={filter}&max_results=10000");

        Assert.Equal((200, expected), (status, string.Join(',', Texts(found, "model_versions", "version"))));
    }

    [Theory]
    [InlineData("runs/get?run_id=none", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("runs/get?run_id=..%2Fx", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("runs/get", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("experiments/get-by-name?experiment_name=Nothing%20here", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("registered-models/get?name=none", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("registered-models/alias?name=bikes&alias=best", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("model-versions/get?name=bikes&version=9", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("model-versions/get?name=bikes&version=x", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("model-versions/search?filter=size+%3E", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("model-versions/search?filter=colour%3D'red'", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("model-versions/search?max_results=0", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("model-versions/search?page_token=abc", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("gateway-routes/list", 404, "ENDPOINT_NOT_FOUND")]
    public async Task What_cannot_be_answered_is_refused_in_MLflows_words(string path, int status, string code)
    {
        var (found, error) = await _api.GetAsync(Root + path);

        Assert.Equal((status, code), (found, Text(error, "error_code")));
        Assert.NotEqual("", Text(error, "message"));
    }

    [Theory]
    [InlineData("POST", "experiments/create")]
    [InlineData("POST", "runs/create")]
    [InlineData("POST", "runs/log-batch")]
    [InlineData("POST", "runs/set-tag")]
    [InlineData("PATCH", "registered-models/update")]
    [InlineData("DELETE", "registered-models/alias")]
    [InlineData("POST", "registered-models/alias")]
    [InlineData("POST", "model-versions/transition-stage")]
    public async Task Writes_are_refused(string verb, string path)
    {
        using var request = new HttpRequestMessage(new(verb), Root + path) { Content = new StringContent("""{"name": "x"}""") };
        var response = await _api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var error = (await ApiFixture.ReadAsync(response)).Body;
        Assert.Equal("PERMISSION_DENIED", Text(error, "error_code"));
        Assert.Contains("read-only", Text(error, "message"));
    }

    private static RunRecord Run(string run, RunStatus status, int hour, double? rmse)
    {
        var record = ApiFixture.Run(run, "bikes", status, hour);
        return record with
        {
            Ended = record.Started.AddMinutes(1),
            Metrics = rmse is { } value ? new Dictionary<string, double> { ["rmse"] = value } : null,
        };
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Texts(JsonElement answer, string list, string name) =>
        answer.GetProperty(list).EnumerateArray().Select(entry => Text(entry, name));
}
