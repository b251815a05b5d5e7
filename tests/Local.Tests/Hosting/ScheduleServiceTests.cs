using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Hosting;

public sealed class ScheduleServiceTests
{
    private readonly FakeTime _time = new(new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));
    private readonly FakeFlowClient _flows = new();
    private readonly PipelineServices _services;
    private readonly ScheduleService _schedules;
    private int _purges;

    public ScheduleServiceTests()
    {
        var blobs = new InMemoryBlobStore(_time);
        var predictions = new PredictionLog(blobs, _time, "00000000", NullLogger<PredictionLog>.Instance);
        _services = new(
            blobs,
            new InMemoryTableStore(),
            new([], ModelKinds.BuiltIn, []),
            new() { PrivacyKey = new byte[32] },
            predictions,
            _time
        );
        _schedules = new(
            _services,
            new PipelineStarter(_flows, blobs),
            new Rollouts(_services, new ServingStatistics(_services.Tables, "00000000", _time, NullLogger.Instance)),
            _ =>
            {
                _purges++;
                return Task.CompletedTask;
            },
            NullLogger.Instance
        );
    }

    private IEnumerable<string> Retrained => _flows.Started.OfType<TrainCommand>().Select(command => $"{command.Model}: {command.Reason}");

    [Fact]
    public async Task A_model_is_trained_by_its_own_schedule_and_checked_every_hour()
    {
        await RegisterAsync("bikes", """{ "retrain": { "schedule": "0 0 3 * * *" } }""");
        await RegisterAsync("vans", null);
        for (var hour = 0; hour < 24; hour++)
        {
            await _schedules.TickAsync(default);
            await _schedules.TickAsync(default);
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["bikes: scheduled for 2026-03-02 03:00:00Z"], Retrained);
        Assert.Equal(2 * 23, _flows.Started.OfType<CheckDriftCommand>().Count());
    }

    [Fact]
    public async Task Old_histories_are_purged_once_a_day()
    {
        for (var hour = 0; hour < 48; hour++)
        {
            await _schedules.TickAsync(default);
            await _schedules.TickAsync(default);
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(2, _purges);
    }

    [Fact]
    public async Task What_does_not_serve_is_not_checked()
    {
        await RegisterAsync("bikes", null, serves: false);
        await _schedules.TickAsync(default);
        _time.Advance(TimeSpan.FromHours(2));
        await _schedules.TickAsync(default);

        Assert.Empty(_flows.Started);
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_keeps_no_other_model_waiting()
    {
        await RegisterAsync("a-broken", """{ "retrain": { "schedule": "nightly" } }""");
        await RegisterAsync("b-broken", "not JSON");
        await RegisterAsync("c-good", """{ "retrain": { "schedule": "0 0 3 * * *" } }""");
        await _schedules.TickAsync(default);
        _time.Advance(TimeSpan.FromDays(1));

        await _schedules.TickAsync(default);

        Assert.Equal(["c-good: scheduled for 2026-03-02 03:00:00Z"], Retrained);
    }

    [Fact]
    public async Task A_week_of_standstill_is_made_up_for_by_one_training()
    {
        await RegisterAsync("bikes", """{ "retrain": { "schedule": "0 0 3 * * *" } }""");
        await _schedules.TickAsync(default);
        _time.Advance(TimeSpan.FromDays(7));

        await _schedules.TickAsync(default);
        await _schedules.TickAsync(default);

        Assert.Equal(["bikes: scheduled for 2026-03-08 03:00:00Z"], Retrained);
    }

    [Fact]
    public async Task It_looks_at_the_clock_until_it_is_stopped_whatever_fails()
    {
        await RegisterAsync("bikes", null);
        await _schedules.TickAsync(default);
        using var stop = new CancellationTokenSource();
        var running = _schedules.RunAsync(stop.Token);
        await _time.NextTimerAsync();
        _flows.Fault = new IOException("busy");
        _time.Advance(TimeSpan.FromMinutes(31));
        _flows.Fault = null;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.IsType<CheckDriftCommand>(await _flows.NextAsync());
        await stop.CancelAsync();
        await running;
    }

    private async Task RegisterAsync(string model, string? definition, bool serves = true)
    {
        await _services.Registry.RegisterAsync(
            new(
                new()
                {
                    Model = model,
                    Run = $"{model}-run",
                    Artifact = new('a', 64),
                    Trainer = "linear",
                    Parameters = new(),
                    Seed = 7,
                    Trials = 1,
                    Verdict = new(true, []),
                    By = "tests",
                    Reason = "test",
                },
                new(
                    new('d', 64),
                    new($"incoming/{model}/file.csv", new('f', 64), 1),
                    [new("y", ColumnType.Number, ColumnRole.Label)],
                    "y",
                    ModelTask.Regression,
                    new(1, 1, 0, 0),
                    new('b', 64),
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
            Assert.Null((await deployments.PromoteAsync(model, 1, null, new(model, "tests", "test"))).Refusal);
        }

        if (definition is not null)
        {
            // As a person's editor does: nobody checks it.
            await _services.Blobs.WriteAsync(
                StorageNames.DefinitionsContainer,
                $"{model}.json",
                new MemoryStream(Encoding.UTF8.GetBytes(definition))
            );
        }
    }
}
