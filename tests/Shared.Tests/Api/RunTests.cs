using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Registry;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class RunTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

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

    /// <summary>The hint is a request that does what was asked for.</summary>
    [Theory]
    [InlineData("""{"label": "price"}""", 400, "name one of its columns")]
    [InlineData("""{"label": "tmp"}""", 400, "Did you mean 'temp'?")]
    [InlineData("""{"label": "temp"}""", 409, "PUT /api/data/bikes/FILE?label=temp&newTarget=true lets a version")]
    [InlineData("""{"label": "temp", "newTarget": true}""", 409, "PUT /api/data/bikes/FILE?label=temp&newTarget=true reads a file for it")]
    [InlineData("""{"task": "multiclass"}""", 409, "PUT /api/data/bikes/FILE?task=multiclass&newTarget=true lets a version")]
    [InlineData("""{"label": "cnt", "task": "regression"}""", 202, null)]
    public async Task A_retraining_for_another_target_is_refused_at_once(string body, int expected, string? hint)
    {
        await _api.Serving.RegisterAsync("run-1");
        await _api.Serving.PromoteAsync(1);
        await KeepDatasetAsync("cnt");

        var (status, problem) = await _api.PostAsync("/api/models/bikes/retrain", body);

        Assert.Equal(expected, status);
        Assert.Equal(hint is null ? 1 : 0, _api.Flows.Started.Count);
        if (hint is not null)
        {
            Assert.Contains(hint, problem.GetProperty("try").GetString());
            Assert.DoesNotContain("mlops", problem.GetProperty("try").GetString());
        }
    }

    [Fact]
    public async Task A_retraining_may_change_the_target_to_one_that_data_were_read_for()
    {
        await _api.Serving.RegisterAsync("run-1");
        await _api.Serving.PromoteAsync(1);
        await KeepDatasetAsync("temp");

        var (refused, problem) = await _api.PostAsync("/api/models/bikes/retrain", """{"label": "temp"}""");
        var (accepted, body) = await _api.PostAsync("/api/models/bikes/retrain", """{"label": "temp", "newTarget": true}""");

        Assert.Equal((409, 202), (refused, accepted));
        Assert.Contains(
            """POST /api/models/bikes/retrain with {"label":"temp","task":"regression","newTarget":true} lets""",
            problem.GetProperty("try").GetString()
        );
        var command = (TrainCommand)_api.Flows.Started[body.GetProperty("run").GetString()!];
        Assert.Equal(("temp", true), (command.Label, command.NewTarget));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_narrowed_down()
    {
        for (var i = 0; i < 5; i++)
        {
            await _api.Runs.RecordAsync(ApiFixture.Run($"run-{i}", i % 2 == 0 ? "bikes" : "taxis", RunStatus.Running, i));
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
        var run = ApiFixture.Run("run-1", "bikes", RunStatus.Running, 0) with { Metric = "rmse" };
        await _api.Runs.RecordAsync(run);
        await _api.Trials.WriteAsync("run-1", new(0, "gbdt", []));
        await _api.Runs.RecordAsync(run with { Status = status, Ended = status == RunStatus.Running ? null : run.Started });

        var trial = Assert.Single((await _api.GetAsync("/api/runs/run-1")).Body.GetProperty("leaderboard").EnumerateArray());
        Assert.Equal(isCut, trial.GetProperty("cut").GetBoolean());
    }

    [Fact]
    public async Task A_single_run_tells_its_trials_the_best_first()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.Running, 0) with { Metric = "rmse" });
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
        var run = ApiFixture.Run("run-1", "bikes", RunStatus.Running, 0) with
        {
            Stage = "train",
            Progress = 0.1,
            Message = "Planning the training",
        };
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
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.Deployed, 0));
        await _api.Runs.RecordAsync(ApiFixture.Run("run-2", "taxis", RunStatus.Deployed, 0));

        var (status, body) = await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "run-1", "by": "Ada"}""");

        Assert.Equal(202, status);
        var command = (ReproduceCommand)_api.Flows.Started[body.GetProperty("run").GetString()!];
        Assert.Equal(("bikes", "run-1", "Ada"), (command.Model, command.Original, command.By));
        Assert.Equal(404, (await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "run-2"}""")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/models/bikes/retrain", """{"reproduce": "../run-1"}""")).Status);
    }

    [Fact]
    public async Task A_run_is_cancelled_once_however_often_it_is_asked()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.Running, 0));
        await _api.Runs.RecordAsync(ApiFixture.Run("run-2", "bikes", RunStatus.Deployed, 0) with { Ended = DateTimeOffset.UnixEpoch });
        await _api.Runs.RecordAsync(ApiFixture.Run("run-3", "bikes", RunStatus.Cancelled, 0) with { Ended = DateTimeOffset.UnixEpoch });

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
        var run = ApiFixture.Run("run-1", "bikes", RunStatus.Running, 0);
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

    private async Task<IEnumerable<string?>> ListAsync(string path) =>
        (await _api.GetAsync(path)).Body.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString());

    /// <summary>Keeps a data set whose rows were read for a label.</summary>
    private async Task KeepDatasetAsync(string label)
    {
        var read = RegistryFixture.Registration("run-0").Dataset with { Label = label };
        var manifest = await _api.Serving.Stores.Artifacts.WriteJsonAsync(read);
        await _api.Services.Datasets.ClaimAsync(new("bikes", 0, "sha", "definition", read.Digest, manifest, "run-0"), null);
    }
}
