using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Triggers;

public sealed class ModelSchedulesTests
{
    private readonly ManualTime _time = new();
    private readonly FakeFlows _flows = new();
    private readonly LogProbe<ModelSchedules> _log = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly InMemoryBlobStore _blobs;
    private readonly ModelRegistry _registry;
    private readonly ModelSchedules _schedules;

    public ModelSchedulesTests()
    {
        _blobs = new(_time);
        _registry = new(_tables, new ArtifactStore(_blobs), _time);
        _schedules = new(_registry, _blobs, _tables, _time, _log);
    }

    [Fact]
    public async Task Models_that_serve_are_checked_once_a_tick()
    {
        await RegisterAsync("bikes", serves: true);
        await RegisterAsync("taxis", serves: false);

        await _schedules.CheckDriftAsync(_flows, default);
        await _schedules.CheckDriftAsync(_flows, default);
        Assert.Equal("bikes", Assert.IsType<DriftCommand>(Assert.Single(_flows.Started).Value).Model);

        _time.Now += TimeSpan.FromHours(1);
        await _schedules.CheckDriftAsync(_flows, default);
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
        Assert.Equal(("bikes", "schedule", "Scheduled for 2026-03-04 03:00 UTC"), (command.Model, command.Trigger, command.Reason));
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

    private Task TickAsync() => _schedules.RetrainAsync(_flows, default);

    private async Task DefineAsync(string model, string json)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await _blobs.WriteAsync(StorageNames.DefinitionsContainer, $"{model}.json", content);
    }

    private async Task RegisterAsync(string model, bool serves)
    {
        var digest = new string('a', 64);
        await _registry.RegisterAsync(new()
        {
            Model = model,
            Run = $"{model}-run",
            Artifact = digest,
            Dataset = new(digest, new($"incoming/{model}/a.csv", digest, 1), [new("y", ColumnType.Number, ColumnRole.Label)], "y", ModelTask.Regression, new(1, 1, 0, 0), digest, []),
            Definition = new(),
            FeaturePlan = digest,
            Trainer = "gbdt",
            Parameters = [],
            Seed = 7,
            Trials = 1,
            Evaluation = new(1, new Dictionary<string, MetricValue>(), []),
            Verdict = new(true, [new("r2 min", 0.9, 0.8, true, "Enough.")], "All gates passed."),
            By = "tests",
            Reason = "dropped file",
            Importances = [],
        });
        if (serves)
        {
            var deployments = new Deployments(_tables, _registry, new PromotionLedger(_tables, _time), (_, _) => Task.FromResult<string?>(null));
            await deployments.PromoteAsync(model, 1, null, new("key", "tests", "first"));
        }
    }
}
