using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Models;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Triggers;

/// <summary>The clock as this host's timers ask it.</summary>
public sealed class ModelSchedulerTests
{
    private readonly FixedTimeProvider _time = new();
    private readonly FakeDurableFlowClient _flows = new();
    private readonly RecordingLogger<ModelScheduler> _log = new();
    private readonly PipelineServices _services;
    private readonly PipelineStarter _starter;
    private readonly ModelScheduler _clock;

    public ModelSchedulerTests()
    {
        var blobs = new InMemoryBlobStore(_time);
        var predictions = new PredictionLog(blobs, _time, "00000000", NullLogger<PredictionLog>.Instance);
        _services = new(blobs, new InMemoryTableStore(), TrainerSet.BuiltIn, new() { PrivacyKey = new byte[32] }, predictions, _time);
        _starter = new(_flows, blobs);
        _clock = new(_services, _log);
    }

    [Fact]
    public async Task Models_that_serve_are_checked_once_an_occasion()
    {
        await RegisterAsync("bikes", serves: true);
        await RegisterAsync("taxis", serves: false);

        await CheckDriftAsync("12:00");
        await CheckDriftAsync("12:00");
        Assert.Equal("bikes", Assert.IsType<CheckDriftCommand>(Assert.Single(_flows.Started).Value).Model);

        await CheckDriftAsync("13:00");
        Assert.Equal(2, _flows.Started.Count);
    }

    [Fact]
    public async Task A_schedule_that_fell_due_starts_one_training()
    {
        await RegisterAsync("bikes", serves: true);
        await DefineAsync("bikes", """{ "retrain": { "schedule": "0 0 3 * * *" } }""");

        await TickAsync();
        Assert.Empty(_flows.Started);

        _time.Now = new(2026, 3, 4, 3, 10, 0, TimeSpan.Zero);
        await TickAsync();
        await TickAsync();

        var command = Assert.IsType<TrainCommand>(Assert.Single(_flows.Started).Value);
        Assert.Equal(
            ("bikes", RunTrigger.Schedule, "scheduled for 2026-03-04 03:00:00Z"),
            (command.Model, command.Trigger, command.Reason)
        );
    }

    [Fact]
    public async Task A_schedule_waits_for_a_run_that_is_under_way_and_every_decision_is_kept()
    {
        await RegisterAsync("bikes", serves: true);
        await DefineAsync("bikes", """{ "retrain": { "schedule": "0 0 3 * * *" } }""");
        await TickAsync();
        _time.Now = new(2026, 3, 4, 3, 10, 0, TimeSpan.Zero);
        var run = new RunRecord
        {
            Run = "bikes-1",
            Model = "bikes",
            Trigger = RunTrigger.Drop,
            By = "ann",
            Started = _time.Now,
            Status = RunStatus.Running,
        };
        await _services.Runs.RecordAsync(run);

        await TickAsync();
        await TickAsync();
        Assert.Empty(_flows.Started);
        Assert.Equal(RetrainReason.Queued, (await _services.Decisions.LastAsync("bikes"))!.Decision.Reason);

        await _services.Runs.RecordAsync(run with { Status = RunStatus.Deployed, Ended = _time.Now });
        await TickAsync();
        await TickAsync();

        var command = Assert.IsType<TrainCommand>(Assert.Single(_flows.Started).Value);
        Assert.Equal(("bikes", RunTrigger.Schedule), (command.Model, command.Trigger));
        Assert.Null(await _services.Decisions.WaitingAsync("bikes"));
    }

    [Fact]
    public async Task A_model_without_a_schedule_is_left_alone()
    {
        await RegisterAsync("bikes", serves: true);
        await DefineAsync("bikes", "{}");
        await TickAsync();
        _time.Now += TimeSpan.FromDays(30);
        await TickAsync();

        Assert.Empty(_flows.Started);
    }

    [Fact]
    public async Task A_broken_definition_keeps_no_other_model_back()
    {
        await RegisterAsync("bikes", serves: true);
        await RegisterAsync("taxis", serves: true);
        await DefineAsync("bikes", "{ what? }");
        await DefineAsync("taxis", """{ "retrain": { "schedule": "0 0 * * * *" } }""");
        await TickAsync();
        _time.Now += TimeSpan.FromHours(2);
        await TickAsync();

        Assert.Equal("taxis", Assert.IsType<TrainCommand>(Assert.Single(_flows.Started).Value).Model);
        Assert.Contains(_log.Entries, entry => entry.Event == "ScheduleBroken" && entry.Message.Contains("bikes"));
    }

    [Fact]
    public async Task A_check_that_cannot_be_started_is_told_of_and_keeps_nothing_waiting()
    {
        await RegisterAsync("bikes", serves: true);
        _flows.Fault = new IOException("the engine is away");
        await CheckDriftAsync("12:00");
        Assert.Equal("ScheduleFailed", Assert.Single(_log.Entries).Event);

        _flows.Fault = null;
        await CheckDriftAsync("12:00");
        Assert.Single(_flows.Started);
    }

    private Task TickAsync() => _clock.RetrainAsync(_starter, "timer", default);

    private Task CheckDriftAsync(string key) => _clock.CheckDriftAsync(_starter, key, "timer", default);

    private async Task DefineAsync(string model, string json)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await _services.Blobs.WriteAsync(StorageNames.DefinitionsContainer, $"{model}.json", content);
    }

    private async Task RegisterAsync(string model, bool serves)
    {
        var digest = new string('a', 64);
        await _services.Registry.RegisterAsync(
            new(
                new()
                {
                    Model = model,
                    Run = $"{model}-run",
                    Artifact = digest,
                    Trainer = "gbdt",
                    Parameters = [],
                    Seed = 7,
                    Trials = 1,
                    Verdict = new(true, [new(GateName.Of("r2", GateKind.Min), 0.9, 0.8, true, Note.OfText("Enough."))]),
                    By = "tests",
                    Reason = "dropped file",
                },
                new(
                    digest,
                    new($"incoming/{model}/a.csv", digest, 1),
                    [new("y", ColumnType.Number, ColumnRole.Label)],
                    "y",
                    ModelTask.Regression,
                    new(1, 1, 0, 0),
                    digest,
                    []
                ),
                new(),
                new() { Evaluation = new(1, new Dictionary<string, MetricValue>(), []) }
            )
        );
        if (serves)
        {
            var deployments = new Deployments(
                _services.Tables,
                _services.Registry,
                _services.Ledger,
                (_, _) => Task.FromResult<string?>(null)
            );
            await deployments.PromoteAsync(model, 1, null, new("key", "tests", "first"));
        }
    }
}
