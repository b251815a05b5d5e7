using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Features;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>
/// One instance of a host with the model <c>churn</c>, whose versions behave as they are told. Several may share their
/// stores and their clock.
/// </summary>
internal sealed class RolloutFixture : IDisposable
{
    public const string Model = "churn";

    private int _asked;

    public RolloutFixture(RolloutFixture? beside = null, ITableStore? tables = null)
    {
        Time = beside?.Time ?? new(new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero));
        Blobs = beside?.Blobs ?? new(Time);
        Tables = tables ?? beside?.Tables ?? new InMemoryTableStore();
        Host = new(
            Blobs,
            Tables,
            TrainerSet.BuiltIn with
            {
                Kinds = TrialModel.Kinds(Time, Release),
            },
            new() { PrivacyKey = new byte[32] },
            beside is null ? "0123abcd" : "4567abcd",
            Time,
            NullLoggerFactory.Instance
        );
    }

    public FakeTime Time { get; }

    public InMemoryBlobStore Blobs { get; }

    public ITableStore Tables { get; }

    public ProductServices Host { get; }

    public Deployments Deployments => Host.Pipeline.Deployments;

    /// <summary>Lets the versions that hang come back.</summary>
    public ManualResetEventSlim Release { get; } = new();

    public void Dispose()
    {
        Release.Set();
        Release.Dispose();
    }

    /// <summary>The ids of all predictions so far, each with what a sound version says.</summary>
    public List<(string Id, string Truth)> Answers { get; } = [];

    public async Task<DeploymentState> StateAsync() => await Deployments.GetAsync(Model);

    /// <summary>Registers a version.</summary>
    public async Task<int> RegisterAsync(Behaviour behaviour, RolloutDefinition rollout, bool blessed = true, int? parent = null)
    {
        var trained = new TrainedModel
        {
            Task = ModelTask.Binary,
            Classes = ["no", "yes"],
            Label = "left",
            Signature = [new("temp", ColumnType.Number, ColumnRole.Feature)],
            Plan = new(FeatureEncoding.Dense, [new("temp", ColumnType.Number, new(new(0, 5), 0, false))]),
            Model = new TrialModel(behaviour, Time, Release),
        };
        var registration = RegistryFixture.Registration($"run-{++_asked}", blessed, Model);
        var version = await Host.Pipeline.Registry.RegisterAsync(
            registration with
            {
                Record = registration.Record with { Artifact = await Host.Pipeline.Artifacts.WriteAsync(trained.Write), Parent = parent },
                Dataset = registration.Dataset with { Task = ModelTask.Binary, Label = "left" },
                Definition = new() { Rollout = rollout },
            }
        );
        return version.Number;
    }

    /// <summary>Registers a sound champion and lets it serve.</summary>
    public async Task ServeAsync(RolloutDefinition rollout)
    {
        var version = await RegisterAsync(Behaviour.Sound, rollout);
        Assert.Null((await Deployments.PromoteAsync(Model, version, null, new("first", "tests", "the first"))).Refusal);
    }

    /// <summary>Begins the rollout of a version as a run does that has made it.</summary>
    public async Task<DeployOutcome> BeginAsync(int version) =>
        Json.Read<DeployOutcome>(
            await PipelineCatalog
                .Bind(Host.Pipeline)
                .Single(activity => activity.Name == PipelineActivities.SwapSlot.Name)
                .RunJsonAsync(
                    Json.Write(
                        new DeployCommand($"deploy-{version}", Model, version, (await StateAsync()).LiveVersion, "tests", "blessed")
                    ),
                    CancellationToken.None
                )
        );

    /// <summary>Asks for predictions, one row a request; tells which version answered each.</summary>
    public async Task<IReadOnlyList<int>> AskAsync(int requests, Func<int, string>? row = null)
    {
        var versions = new List<int>();
        for (var i = 0; i < requests; i++)
        {
            var number = _asked++;
            using var rows = JsonDocument.Parse(row?.Invoke(i) ?? $$"""[{"temp": {{(number % 2 == 0 ? 1 : -1)}}.{{number}}}]""");
            var routed = (await Host.Router.FindAsync(Model))!;
            var answered = await Host.Predictor.AnswerAsync(routed, new JsonRows(rows.RootElement));
            Answers.Add((Assert.Single(answered.Ids), number % 2 == 0 ? "yes" : "no"));
            versions.Add(answered.Answer.Served.Version.Number);
            await Host.Shadows.Idle;
        }

        return versions;
    }

    /// <summary>A minute passes, and the timer looks.</summary>
    public async Task TickAsync(TimeSpan? after = null)
    {
        Time.Advance(after ?? TimeSpan.FromMinutes(1));
        await Host.Rollouts.TickAsync(Model);
    }

    public async Task<IReadOnlyList<string>> LedgerAsync() =>
        [
            .. await Host
                .Pipeline.Ledger.ReadAsync(Model)
                .Select(entry => $"{entry.Action} {entry.From} {entry.To} {entry.By} {entry.Guardrail?.Code.JsonName()}".Trim())
                .ToListAsync(),
        ];
}
