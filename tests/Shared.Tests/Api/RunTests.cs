using System.Text;
using MLOpsFunctions.Api;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class RunTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_file_put_is_a_file_dropped()
    {
        var response = await _api.Client.PutAsync("/api/data/bikes/hour.csv", new StringContent("temp,cnt\n1,2\n"));
        var (status, body) = await ApiFixture.ReadAsync(response);

        var run = body.GetProperty("run").GetString()!;
        Assert.Equal((202, $"/api/runs/{run}"), (status, response.Headers.Location!.OriginalString));
        var command = Assert.IsType<IngestCommand>(_api.Flows.Started[run]);
        Assert.Equal(("bikes", "bikes/hour.csv"), (command.Model, command.File));
        await using var file = await _api.Serving.House.Blobs.OpenReadAsync(StorageNames.IncomingContainer, "bikes/hour.csv");
        Assert.Equal("temp,cnt\n1,2\n", await new StreamReader(file!.Content).ReadToEndAsync());
        Assert.Equal(
            (200, "running"),
            (await _api.GetAsync($"/api/runs/{run}") is var (code, found) ? code : 0, found.GetProperty("status").GetString())
        );
    }

    [Theory]
    [InlineData("bikes/hour.csv.receipt.json", 400)]
    [InlineData("Bikes/hour.csv", 400)]
    [InlineData("bikes/a%5Cb.csv", 400)]
    [InlineData("bikes/a%0Ab.csv", 400)]
    [InlineData("bikes/trailing.", 400)]
    public async Task A_name_that_is_not_allowed_writes_nothing(string path, int status)
    {
        var (found, _) = await ApiFixture.ReadAsync(await _api.Client.PutAsync($"/api/data/{path}", new StringContent("x")));

        Assert.Equal(status, found);
        await foreach (var blob in _api.Serving.House.Blobs.ListAsync(StorageNames.IncomingContainer))
        {
            Assert.Fail($"{blob.Name} was written.");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_beyond_the_bound_is_413_and_leaves_the_old_one_untouched(bool says)
    {
        await _api.Client.PutAsync("/api/data/bikes/hour.csv", new StringContent("old"));
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 1_001))));
        content.Headers.ContentLength = says ? 1_001 : null;
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/data/bikes/hour.csv") { Content = content };
        request.Headers.TransferEncodingChunked = !says;

        Assert.Equal(413, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Equal(3, (await _api.Serving.House.Blobs.FindAsync(StorageNames.IncomingContainer, "bikes/hour.csv"))!.Length);
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_retraining()
    {
        await _api.Serving.RegisterAsync("run-1");

        var first = await _api.PostAsync("/api/models/bikes/retrain", """{"by": "Ada", "reason": "new season"}""", "k 1");
        var again = await _api.PostAsync("/api/models/bikes/retrain", """{ "reason": "new season", "by": "Ada" }""", "k 1");
        var changed = await _api.PostAsync("/api/models/bikes/retrain", """{"by": "Bob", "reason": "new season"}""", "k 1");
        var other = await _api.PostAsync("/api/models/bikes/retrain", "");

        Assert.Equal((202, 202, 202, 422), (first.Status, again.Status, other.Status, changed.Status));
        Assert.Contains("another body", changed.Body.GetProperty("detail").GetString());
        Assert.Equal(first.Body.GetProperty("run").GetString(), again.Body.GetProperty("run").GetString());
        Assert.NotEqual(first.Body.GetProperty("run").GetString(), other.Body.GetProperty("run").GetString());
        var command = (TrainCommand)_api.Flows.Started[first.Body.GetProperty("run").GetString()!];
        Assert.Equal(("Ada", "new season", RunTrigger.Retrain), (command.By, command.Reason, command.Trigger));
        Assert.Equal(404, (await _api.PostAsync("/api/models/bike/retrain", "")).Status);
        Assert.Equal(400, (await _api.PostAsync("/api/models/bikes/retrain", "", new string('k', 201))).Status);
        Assert.Equal(400, (await _api.PostAsync("/api/models/bikes/retrain", """{"why": 1}""")).Status);
        Assert.Equal(413, (await _api.PostAsync("/api/models/bikes/retrain", $$"""{"reason": "{{new string('x', 300)}}"}""")).Status);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_narrowed_down()
    {
        for (var i = 0; i < 5; i++)
        {
            await _api.Runs.RecordAsync(Run($"run-{i}", i % 2 == 0 ? "bikes" : "taxis", RunStatus.Running, i));
        }

        Assert.Equal(["run-4", "run-3", "run-2", "run-1", "run-0"], await ListAsync("/api/runs"));
        Assert.Equal(["run-4", "run-2"], await ListAsync("/api/runs?model=bikes&limit=2"));
        Assert.Equal(400, (await _api.GetAsync("/api/runs?limit=0")).Status);
        Assert.Equal(400, (await _api.GetAsync("/api/runs?limit=many")).Status);
        Assert.Equal(404, (await _api.GetAsync("/api/runs/nothing")).Status);
        Assert.Equal(404, (await _api.GetAsync($"/api/runs/{new string('x', 2_000)}")).Status);
    }

    /// <summary>Nobody works on it any more.</summary>
    [Theory]
    [InlineData(RunStatus.Running, false)]
    [InlineData(RunStatus.Cancelled, true)]
    [InlineData(RunStatus.HeldBack, true)]
    public async Task A_trial_without_a_value_is_cut_once_its_run_has_ended(RunStatus status, bool isCut)
    {
        var run = Run("run-1", "bikes", RunStatus.Running, 0) with { Metric = "rmse" };
        await _api.Runs.RecordAsync(run);
        await _api.Trials.WriteAsync("run-1", new(0, "gbdt", []));
        await _api.Runs.RecordAsync(run with { Status = status, Ended = status == RunStatus.Running ? null : run.Started });

        var trial = Assert.Single((await _api.GetAsync("/api/runs/run-1")).Body.GetProperty("leaderboard").EnumerateArray());
        Assert.Equal(isCut, trial.GetProperty("cut").GetBoolean());
    }

    [Fact]
    public async Task A_single_run_tells_its_trials_the_best_first()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.Running, 0) with { Metric = "rmse" });
        foreach (var value in new[] { 3.0, 1.0, 2.0 })
        {
            await _api.Trials.WriteAsync(
                "run-1",
                new((int)value, "gbdt", new() { ["leaves"] = 31 })
                {
                    Value = value,
                    Seed = 7,
                    Seconds = 0.5,
                    Metrics = new Dictionary<string, double> { ["rmse"] = value },
                }
            );
        }

        var trials = (await _api.GetAsync("/api/runs/run-1")).Body.GetProperty("leaderboard").EnumerateArray().ToList();

        Assert.Equal([1, 2, 3], trials.Select(trial => trial.GetProperty("number").GetInt32()));
        Assert.Equal(
            (7, 0.5, 31, 1),
            (
                trials[0].GetProperty("seed").GetInt32(),
                trials[0].GetProperty("seconds").GetDouble(),
                trials[0].GetProperty("parameters").GetProperty("leaves").GetInt32(),
                trials[0].GetProperty("metrics").GetProperty("rmse").GetDouble()
            )
        );
        Assert.False((await _api.GetAsync("/api/runs")).Body.GetProperty("runs")[0].TryGetProperty("leaderboard", out _));
    }

    [Fact]
    public async Task A_single_run_tells_how_far_it_is_within_its_stage_until_it_ends()
    {
        var run = Run("run-1", "bikes", RunStatus.Running, 0) with { Stage = "train", Progress = 0.1, Message = "Planning the training" };
        await _api.Runs.RecordAsync(run);
        _api.Flows.Started["run-1"] = run;
        Assert.Equal(("train", 0.1, "Planning the training"), await ToldAsync());

        _api.Flows.Progress = new("train", 0.4, "Trials 7 to 12 of 12");
        Assert.Equal(("train", 0.4, "Trials 7 to 12 of 12"), await ToldAsync());

        _api.Flows.State = FlowState.Failed;
        Assert.Equal(("train", 0.1, "Planning the training"), await ToldAsync());

        await _api.Runs.RecordAsync(
            run with
            {
                Status = RunStatus.Deployed,
                Stage = "deploy",
                Progress = 1,
                Message = "Serves",
                Ended = DateTimeOffset.UnixEpoch,
            }
        );
        _api.Flows.State = FlowState.Running;
        Assert.Equal(("deploy", 1, "Serves"), await ToldAsync());

        async Task<(string?, double, string?)> ToldAsync()
        {
            var body = (await _api.GetAsync("/api/runs/run-1")).Body;
            return (
                body.GetProperty("stage").GetString(),
                body.GetProperty("progress").GetDouble(),
                body.GetProperty("message").GetString()
            );
        }
    }

    [Fact]
    public async Task A_run_can_be_asked_to_be_repeated()
    {
        await _api.Serving.RegisterAsync("run-1");
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.Deployed, 0));
        await _api.Runs.RecordAsync(Run("run-2", "taxis", RunStatus.Deployed, 0));

        var (status, body) = await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "run-1", "by": "Ada"}""");

        Assert.Equal(202, status);
        var command = (ReproduceCommand)_api.Flows.Started[body.GetProperty("run").GetString()!];
        Assert.Equal(("bikes", "run-1", "Ada"), (command.Model, command.Original, command.By));
        Assert.Equal(404, (await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "run-2"}""")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "../run-1"}""")).Status);
    }

    [Fact]
    public async Task An_approval_reaches_the_run_that_waits_and_no_other()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        await _api.Runs.RecordAsync(Run("run-2", "bikes", RunStatus.Running, 0));

        Assert.Equal(
            202,
            (await _api.PostAsync("/api/runs/run-1/approval", """{"approved": false, "by": "Ada", "reason": "not today"}""")).Status
        );
        Assert.Equal(409, (await _api.PostAsync("/api/runs/run-2/approval", """{"approved": true, "by": "Ada"}""")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/runs/run-3/approval", """{"approved": true, "by": "Ada"}""")).Status);
        Assert.Equal([("run-1", "approval", new Approval(false, "Ada", "not today"))], _api.Flows.Signals);
    }

    [Fact]
    public async Task A_run_is_cancelled_once_however_often_it_is_asked()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.Running, 0));
        await _api.Runs.RecordAsync(Run("run-2", "bikes", RunStatus.Deployed, 0) with { Ended = DateTimeOffset.UnixEpoch });
        await _api.Runs.RecordAsync(Run("run-3", "bikes", RunStatus.Cancelled, 0) with { Ended = DateTimeOffset.UnixEpoch });

        Assert.Equal(202, (await _api.PostAsync("/api/runs/run-1/cancel", """{"by": "Ada", "reason": "enough"}""")).Status);
        Assert.Equal(202, (await _api.PostAsync("/api/runs/run-1/cancel", """{"by": "Bob"}""")).Status);
        Assert.Equal(409, (await _api.PostAsync("/api/runs/run-2/cancel", "")).Status);
        Assert.Equal(202, (await _api.PostAsync("/api/runs/run-3/cancel", "")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/runs/run-4/cancel", "")).Status);
        Assert.Equal(400, (await _api.PostAsync("/api/runs/run-1/cancel", """{"by": "a\u0007"}""")).Status);
        Assert.Equal(new RunCancellation("Ada", "enough"), await _api.Runs.FindCancellationAsync("run-1"));
        Assert.Null(await _api.Runs.FindCancellationAsync("run-2"));
    }

    [Fact]
    public async Task A_single_run_tells_of_trials_that_take_long()
    {
        var run = Run("run-1", "bikes", RunStatus.Running, 0);
        await _api.Runs.RecordAsync(run);
        _api.Flows.Started["run-1"] = run;
        _api.Flows.Progress = new("train", 0.4, "Trials 1 to 4 of 12");
        await _api.Runs.NoteTrialAsync("run-1", new(1, "linear", 12.3, null));
        await _api.Runs.NoteTrialAsync("run-1", new(2, "gbdt", 95.2, 0.43));
        await _api.Runs.NoteTrialAsync("run-10", new(3, "gbdt", 1, 0.5));

        Assert.Equal(
            "Trials 1 to 4 of 12; linear after 12 s, gbdt 43% after 95 s",
            (await _api.GetAsync("/api/runs/run-1")).Body.GetProperty("message").GetString()
        );

        await _api.Runs.ForgetTrialAsync("run-1", 1);
        await _api.Runs.ForgetTrialAsync("run-1", 2);
        Assert.Equal("Trials 1 to 4 of 12", (await _api.GetAsync("/api/runs/run-1")).Body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_first_answer_to_a_run_counts_and_later_ones_are_told_so()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        await _api.PostAsync("/api/runs/run-1/approval", """{"approved": false, "by": "Ada", "reason": "not today"}""");

        var (status, problem) = await _api.PostAsync("/api/runs/run-1/approval", """{"approved": true, "by": "Bob"}""");

        Assert.Equal((409, "rejected by Ada"), (status, problem.GetProperty("found").GetString()));
        Assert.All(_api.Flows.Signals, signal => Assert.Equal(new Approval(false, "Ada", "not today"), signal.Value));
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_counts()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(person => _api.PostAsync("/api/runs/run-1/approval", $$"""{"approved": true, "by": "person {{person}}"}"""))
        );

        Assert.Equal([202, .. Enumerable.Repeat(409, 9)], answers.Select(answer => answer.Status).Order());
        Assert.Single(_api.Flows.Signals.Select(signal => signal.Value).Distinct());
    }

    [Fact]
    public async Task Who_is_signed_in_answers_whatever_name_the_body_says()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs/run-1/approval")
        {
            Content = new StringContent("""{"approved": true, "by": "Mallory"}"""),
            Headers = { { ApiFixture.SignedIn, "ann@contoso.example" } },
        };

        Assert.Equal(202, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Equal([("run-1", "approval", new Approval(true, "ann@contoso.example", null))], _api.Flows.Signals);
    }

    [Fact]
    public async Task Who_is_signed_in_without_a_name_cannot_take_the_bodys()
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs/run-1/approval")
        {
            Content = new StringContent("""{"approved": true, "by": "Mallory"}"""),
            Headers = { { ApiFixture.SignedIn, " " } },
        };

        Assert.Equal(400, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Empty(_api.Flows.Signals);
    }

    /// <summary>A chunk whose size no number holds: the bytes as a client that means no good sends them.</summary>
    [Theory]
    [InlineData("POST /api/models/bikes/predict", "FFFFFFFFFFFFFFFFF")]
    [InlineData("PUT /api/data/bikes/a.csv", "FFFFFFFFFFFFFFFFF")]
    [InlineData("POST /api/models/bikes/retrain", "80000000")]
    [InlineData("POST /api/models/bikes/retrain", "zz")]
    public async Task A_chunk_of_an_impossible_size_is_a_bad_request(string route, string size)
    {
        await _api.ServeAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(_api.Client.BaseAddress!.Host, _api.Client.BaseAddress.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{route} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\nabc\r\n0\r\n\r\n")
        );
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync());
    }

    [Theory]
    [InlineData("""{"by": "Ada"}""", "'approved' is missing")]
    [InlineData("""{"approved": true}""", "'by' is missing")]
    [InlineData("""{"approved": true, "by": " "}""", "'by' is missing")]
    [InlineData("""{"approved": true, "by": "http"}""", "'by' is missing")]
    [InlineData("""{"approved": false, "by": "Ada"}""", "'reason' is missing")]
    [InlineData("""{"approved": "yes", "by": "Ada"}""", "true or false")]
    public async Task A_decision_carries_a_name_and_a_rejection_a_reason(string body, string part)
    {
        await _api.Runs.RecordAsync(Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));

        var (status, problem) = await _api.PostAsync("/api/runs/run-1/approval", body);

        Assert.Equal(400, status);
        Assert.Contains(part, problem.GetProperty("detail").GetString());
        Assert.Empty(_api.Flows.Signals);
    }

    [Fact]
    public async Task Every_route_of_the_contract_is_there_once()
    {
        string[] contract =
        [
            "PUT api/data/{model}/{file}",
            "POST api/models/{model}/retrain",
            "GET api/runs",
            "GET api/runs/{id}",
            "POST api/runs/{id}/approval",
            "GET api/models",
            "GET api/models/{model}",
            "GET api/models/{model}/versions/{version}",
            "GET api/models/{model}/versions/{version}/card",
            "GET api/models/{model}/versions/{version}/lineage",
            "POST api/models/{model}/predict",
            "POST api/models/{model}/feedback",
            "POST api/models/{model}/rollback",
            "GET api/models/{model}/drift",
            "POST api/models/{model}/drift",
            "GET metrics",
            "GET v2/health/live",
            "GET v2/health/ready",
            "POST v2/models/{model}/infer",
        ];
        var routes = ApiEndpoints.All.Select(endpoint => $"{endpoint.Verb} {endpoint.Template}").ToArray();

        Assert.Empty(contract.Except(routes));
        Assert.Equal(routes.Length, routes.Distinct().Count());
        Assert.Equal(routes.Length, ApiEndpoints.All.Select(endpoint => endpoint.Name).Distinct().Count());
        Assert.Equal(
            ["v2-live"],
            ApiEndpoints.All.Where(endpoint => endpoint.Access == AccessLevel.Anonymous).Select(endpoint => endpoint.Name)
        );
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing")).Status);
    }

    private async Task<IEnumerable<string?>> ListAsync(string path) =>
        (await _api.GetAsync(path)).Body.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString());

    private static RunRecord Run(string run, string model, RunStatus status, int hour) =>
        new()
        {
            Run = run,
            Model = model,
            Trigger = RunTrigger.Drop,
            By = "tests",
            Started = new ManualTimeProvider().Now.AddHours(hour),
            Status = status,
        };
}
