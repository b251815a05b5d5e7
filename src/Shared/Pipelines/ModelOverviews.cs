using System.Text.Json.Serialization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Tells of each model what serves, how good it is and since when, and what waits for a person.</summary>
/// <param name="registry">The versions.</param>
/// <param name="deployments">What serves.</param>
/// <param name="lineage">Since when.</param>
/// <param name="definitions">The definitions.</param>
/// <param name="runs">The runs.</param>
/// <param name="time">The clock.</param>
public sealed class ModelOverviews(
    ModelRegistry registry,
    Deployments deployments,
    LineageReader lineage,
    DefinitionStore definitions,
    RunLog runs,
    TimeProvider time
)
{
    /// <summary>The newest versions that are looked at for one that waits.</summary>
    private const int Newest = 10;

    /// <summary>One model.</summary>
    public async Task<ModelOverview> ReadAsync(string model, CancellationToken cancellation = default)
    {
        var state = await deployments.GetAsync(model, cancellation);
        var overview = new ModelOverview(model, state.LiveVersion, state.Challenger)
        {
            Deployment = state,
            Previous = state.Previous,
            Rollout = state.Rollout is { } rollout ? RolloutSummary.Of(rollout) : null,
            Control = state.Control,
            Waiting = await FindWaitingAsync(model, cancellation),
        };
        if (state.LiveVersion is { } live)
        {
            return await registry.FindAsync(model, live, cancellation) is { } champion
                ? await DescribeAsync(overview, champion, cancellation)
                : overview;
        }

        // Where nothing serves yet, what waits or was held back shows what its run inferred.
        var newest = await registry.NewestAsync(model, Newest, cancellation: cancellation);
        var shown = newest.FirstOrDefault(version => version.Number == overview.Waiting?.Version) ?? newest.FirstOrDefault();
        return shown is null
            ? overview
            : await DescribeAsync(overview with { HeldBack = await FindHeldBackAsync(shown, cancellation) }, shown, cancellation);
    }

    private async Task<int?> FindHeldBackAsync(ModelVersion version, CancellationToken cancellation) =>
        (await runs.FindAsync(version.Run, cancellation))?.Status == RunStatus.HeldBack ? version.Number : null;

    /// <summary>The newest version that a person keeps from serving by not having answered yet; null: none waits.</summary>
    public async Task<WaitingVersion?> FindWaitingAsync(string model, CancellationToken cancellation = default)
    {
        var live = (await deployments.GetAsync(model, cancellation)).LiveVersion ?? 0;
        var newest = await registry.NewestAsync(model, Newest, cancellation: cancellation);
        foreach (var version in newest.Where(version => version.Number > live))
        {
            if (await runs.FindAsync(version.Run, cancellation) is { Status: RunStatus.AwaitingApproval })
            {
                return new(version.Number, version.Run, null);
            }

            if (await FindGuessAsync(version, cancellation) is { } guess)
            {
                return new(version.Number, version.Run, guess);
            }
        }

        return null;
    }

    private async Task<string?> FindGuessAsync(ModelVersion version, CancellationToken cancellation) =>
        (await FindDefinitionAsync(version, cancellation))?.GuessedLabel is { } guess
        && !await LabelConfirmation.IsConfirmedAsync(definitions, version.Model, guess, cancellation)
            ? guess
            : null;

    /// <summary>Null where it is damaged: that is told where it is asked for.</summary>
    private async Task<ModelDefinition?> FindDefinitionAsync(ModelVersion version, CancellationToken cancellation)
    {
        try
        {
            return await definitions.ReadAsync(version.Definition, cancellation);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<ModelOverview> DescribeAsync(ModelOverview overview, ModelVersion version, CancellationToken cancellation)
    {
        overview = overview with { Since = (await lineage.LiveAtAsync(overview.Model, time.GetUtcNow(), cancellation))?.Entry.At };
        try
        {
            var card = await registry.CardAsync(version, cancellation);
            var definition = await FindDefinitionAsync(version, cancellation) ?? new();
            var metric = DefaultMetric.Of(definition, card.Task, card.Label is not null);
            return overview with
            {
                Task = card.Task,
                Label = card.Label,
                Metric = metric,
                Value = version.Metrics.TryGetValue(metric, out var measured) ? measured.Value : null,
            };
        }
        catch (InvalidDataException)
        {
            return overview; // What is damaged is told by the card; the list shows the rest.
        }
    }
}

/// <summary>One model in a list.</summary>
/// <param name="Model">The model.</param>
/// <param name="Champion">The version that serves; null where none does.</param>
/// <param name="Challenger">The version that is up for promotion; null where none is.</param>
public sealed record ModelOverview(string Model, int? Champion, int? Challenger)
{
    /// <summary>What the champion predicts or, where nothing serves, the version that waits or else the newest: its task.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>That version's label; null: a task without one.</summary>
    public string? Label { get; init; }

    /// <summary>The metric that chooses.</summary>
    public string? Metric { get; init; }

    /// <summary>That version's metric on its test rows.</summary>
    public double? Value { get; init; }

    /// <summary>Where nothing serves: the version that is described instead, if its run has held it back.</summary>
    public int? HeldBack { get; init; }

    /// <summary>When the champion began to serve.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The slots, the versions in them, and the versions that served before.</summary>
    public required DeploymentState Deployment { get; init; }

    /// <summary>The version that served before; null where none did.</summary>
    public int? Previous { get; init; }

    /// <summary>The rollout under way; null: none is.</summary>
    public RolloutSummary? Rollout { get; init; }

    /// <summary>What a person has forbidden to happen by itself; null: nothing.</summary>
    public ChangeControl? Control { get; init; }

    /// <summary>A version that waits for a person; null: none does.</summary>
    public WaitingVersion? Waiting { get; init; }

    /// <summary>Every promise, held against what was measured last; null: it was not asked for.</summary>
    public IReadOnlyList<SlaMeasurement>? Sla { get; init; }
}

/// <summary>A version that serves as soon as a person says so, if nothing else speaks against it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Label">The guessed label that has to be confirmed; null: the version waits for approval.</param>
public sealed record WaitingVersion(int Version, string Run, string? Label)
{
    /// <summary>How to answer, in the words of whoever shows it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Confirm { get; init; }
}

/// <summary>A rollout in a list.</summary>
/// <param name="Version">The version.</param>
/// <param name="Stage">The stage that it is in.</param>
/// <param name="Share">Share of the requests that it scores or answers.</param>
/// <param name="Since">When the stage began.</param>
/// <param name="Paused">Whether a person holds it there.</param>
public sealed record RolloutSummary(int Version, RolloutStage Stage, double Share, DateTimeOffset Since, bool Paused)
{
    /// <summary>The summary of a rollout.</summary>
    public static RolloutSummary Of(Rollout rollout) => new(rollout.Version, rollout.Stage, rollout.Share, rollout.Since, rollout.Paused);
}
