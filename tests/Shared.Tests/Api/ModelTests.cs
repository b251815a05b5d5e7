using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Monitoring;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class ModelTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        for (var version = 1; version <= 3; version++)
        {
            await _api.Serving.RegisterAsync($"run-{version}");
        }

        await _api.Serving.PromoteAsync(1);
        await _api.Serving.PromoteAsync(2);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_registry_tells_of_models_and_versions()
    {
        var model = Assert.Single((await _api.GetAsync("/api/models")).Body.GetProperty("models").EnumerateArray());
        Assert.Equal(("bikes", 2), (model.GetProperty("model").GetString(), model.GetProperty("champion").GetInt32()));
        Assert.Equal(
            ("regression", "cnt", "rmse"),
            (model.GetProperty("task").GetString(), model.GetProperty("label").GetString(), model.GetProperty("metric").GetString())
        );
        Assert.Equal("green", model.GetProperty("deployment").GetProperty("live").GetString());
        Assert.True(model.GetProperty("since").GetDateTimeOffset() <= _api.Serving.Stores.Time.GetUtcNow());

        var detail = (await _api.GetAsync("/api/models/bikes")).Body;
        Assert.Equal(
            [3, 2, 1],
            detail.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32())
        );
        Assert.Equal("green", detail.GetProperty("deployment").GetProperty("live").GetString());

        var version = (await _api.GetAsync("/api/models/bikes/versions/champion")).Body;
        Assert.Equal((2, "run-2"), (version.GetProperty("number").GetInt32(), version.GetProperty("run").GetString()));
        Assert.Equal(404, (await _api.GetAsync("/api/models/bikes/versions/4")).Status);
        Assert.Equal(404, (await _api.GetAsync("/api/models/bikes/versions/challenger")).Status);
        Assert.Equal("Did you mean 'bikes'?", (await _api.GetAsync("/api/models/bike/versions/1")).Body.GetProperty("try").GetString());
    }

    [Fact]
    public async Task The_list_tells_of_a_version_that_waits_with_the_request_that_approves_it()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-3", "bikes", RunStatus.AwaitingApproval, 0) with { Version = 3 });

        var waiting = (await _api.GetAsync("/api/models")).Body.GetProperty("models")[0].GetProperty("waiting");

        Assert.Equal(
            (3, "run-3", """POST /api/runs/run-3/approval {"approved":true,"by":"NAME"}"""),
            (waiting.GetProperty("version").GetInt32(), waiting.GetProperty("run").GetString(), waiting.GetProperty("confirm").GetString())
        );
    }

    [Fact]
    public async Task A_model_tells_what_served_at_a_time()
    {
        var now = Uri.EscapeDataString(_api.Serving.Stores.Time.GetUtcNow().ToString("O"));
        var live = (await _api.GetAsync($"/api/models/bikes?at={now}")).Body.GetProperty("liveAt");

        Assert.Equal(
            (2, "run-2"),
            (live.GetProperty("version").GetProperty("number").GetInt32(), live.GetProperty("version").GetProperty("run").GetString())
        );
        Assert.Equal(1, live.GetProperty("entry").GetProperty("from").GetInt32());
        Assert.False((await _api.GetAsync("/api/models/bikes?at=1999-12-31")).Body.TryGetProperty("liveAt", out _));
        Assert.Equal(400, (await _api.GetAsync("/api/models/bikes?at=yesterday")).Status);
    }

    [Fact]
    public async Task A_card_is_for_people_and_on_request_for_programs()
    {
        var text = await _api.Client.GetAsync("/api/models/bikes/versions/1/card");
        Assert.Equal("text/markdown", text.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("# bikes, version 1\n", await text.Content.ReadAsStringAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models/bikes/versions/1/card")
        {
            Headers = { { "Accept", "application/json" } },
        };
        var (_, card) = await ApiFixture.ReadAsync(await _api.Client.SendAsync(request));
        Assert.Equal("Plan the vans a day ahead.", card.GetProperty("purpose").GetString());
    }

    [Fact]
    public async Task Lineage_leads_from_the_file_to_the_promotion()
    {
        var nodes = (await _api.GetAsync("/api/models/bikes/versions/2/lineage"))
            .Body.GetProperty("nodes")
            .EnumerateArray()
            .Select(node => node.GetProperty("kind").GetString());

        Assert.Equal(["file", "dataset", "definition", "run", "version", "deployment"], nodes);
    }

    [Fact]
    public async Task A_rollback_serves_the_version_before_at_once_and_once_a_key()
    {
        Assert.Equal(2, await PredictingVersionAsync());

        var (status, body) = await _api.PostAsync("/api/models/bikes/rollback", """{"by": "Ada", "reason": "complaints"}""", "incident-7");
        var (_, again) = await _api.PostAsync("/api/models/bikes/rollback", """{"by": "Ada", "reason": "complaints"}""", "incident-7");

        Assert.Equal((200, 1, 3), (status, body.GetProperty("version").GetInt32(), body.GetProperty("generation").GetInt32()));
        Assert.Equal(body.GetRawText(), again.GetRawText());
        Assert.Equal(
            ("Ada", "complaints"),
            (body.GetProperty("entry").GetProperty("by").GetString(), body.GetProperty("entry").GetProperty("reason").GetString())
        );
        Assert.Equal(1, await PredictingVersionAsync());
        Assert.Equal(409, (await _api.PostAsync("/api/models/bikes/rollback", "")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/models/nothing/rollback", "")).Status);
    }

    [Fact]
    public async Task A_rollback_may_name_the_version_and_lead_forwards()
    {
        await _api.PostAsync("/api/models/bikes/rollback", "");
        Assert.Equal(1, await PredictingVersionAsync());

        var (status, body) = await _api.PostAsync("/api/models/bikes/rollback", """{"version": 2, "by": "Ada"}""");

        Assert.Equal((200, 2, 1), (status, body.GetProperty("version").GetInt32(), body.GetProperty("previous").GetInt32()));
        Assert.Equal(2, await PredictingVersionAsync());
        Assert.Equal(409, (await _api.PostAsync("/api/models/bikes/rollback", """{"version": 2}""")).Status);
        Assert.Equal(409, (await _api.PostAsync("/api/models/bikes/rollback", """{"version": 99}""")).Status);
        var (refused, problem) = await _api.PostAsync("/api/models/bikes/rollback", """{"version": 1.5}""");
        Assert.Equal(
            (400, "1.5", "a whole number", "body, $.version"),
            (
                refused,
                problem.GetProperty("found").GetString(),
                problem.GetProperty("expected").GetString(),
                problem.GetProperty("where").GetString()
            )
        );
    }

    [Fact]
    public async Task Drift_is_checked_on_request_and_told()
    {
        Assert.Equal(404, (await _api.GetAsync("/api/models/bikes/drift")).Status);
        var (status, started) = await _api.PostAsync("/api/models/bikes/drift", "");
        Assert.Equal(202, status);
        Assert.Contains(started.GetProperty("check").GetString()!, _api.Flows.Started.Keys);
        Assert.Equal(404, (await _api.PostAsync("/api/models/nothing/drift", "")).Status);

        await _api.Drift.SaveAsync(RetrainPolicyTests.Report(true, true, 500));

        Assert.Equal("Things moved.", (await _api.GetAsync("/api/models/bikes/drift")).Body.GetProperty("sentence").GetString());
    }

    [Fact]
    public async Task Decisions_on_retraining_are_listed_newest_first_and_page_by_page()
    {
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        for (var hour = 0; hour < 3; hour++)
        {
            var decision = new RetrainDecision(false, RetrainReason.Stable, null) { Reasons = [RetrainReason.Stable] };
            await _api.Services.Decisions.SaveAsync(new($"check{hour}", "bikes", start.AddHours(hour), 1, 0, decision, null));
        }

        var first = (await _api.GetAsync("/api/models/bikes/decisions?limit=2")).Body;
        var next = first.GetProperty("next").GetString();
        var rest = (await _api.GetAsync($"/api/models/bikes/decisions?limit=2&continuationToken={next}")).Body;

        Assert.Equal(
            ["check2", "check1"],
            first.GetProperty("decisions").EnumerateArray().Select(one => one.GetProperty("id").GetString())
        );
        Assert.Equal(["check0"], rest.GetProperty("decisions").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing/decisions")).Status);
    }

    [Fact]
    public async Task What_was_removed_because_of_its_age_is_listed()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await _api.Services.Retention.SaveAsync(new(at, "bikes", "predictions", at.AddDays(-90), 7, 7));

        var removal = Assert.Single((await _api.GetAsync("/api/models/bikes/retention")).Body.GetProperty("removals").EnumerateArray());

        Assert.Equal(("predictions", 7), (removal.GetProperty("kind").GetString(), removal.GetProperty("removed").GetInt32()));
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing/retention")).Status);
    }

    [Fact]
    public async Task What_was_stored_and_is_damaged_is_our_fault_and_told_as_what_it_is()
    {
        await _api.Serving.Stores.Tables.WriteAsync(StorageNames.DriftTable, "bikes", [TableWrite.Upsert("report/0", "{")]);

        var (status, problem) = await _api.GetAsync("/api/models/bikes/drift");

        Assert.Equal((500, "What is stored cannot be used"), (status, problem.GetProperty("title").GetString()));
        Assert.Contains("report/0", problem.GetProperty("found").GetString());
    }

    private async Task<int> PredictingVersionAsync() =>
        (await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 1}]}""")).Body.GetProperty("version").GetInt32();
}
