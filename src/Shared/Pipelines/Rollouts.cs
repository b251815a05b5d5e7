using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Pipelines;

/// <summary>Begins rollouts on the terms of a version's definition, and ends their stages by what its versions do.</summary>
/// <param name="services">The parts of the product.</param>
/// <param name="statistics">What the versions do.</param>
public sealed class Rollouts(PipelineServices services, ServingStatistics statistics)
{
    private readonly LiveEvidence _live = new(services);

    /// <summary>Whom the ledger names where nobody decided.</summary>
    public const string Guardrail = "guardrail",
        Timer = "rollout";

    /// <summary>
    /// A person's decision: the version serves at once, whatever its gates or a rollout under way say, and guardrails watch
    /// it.
    /// </summary>
    /// <param name="request">Who decides, why, and the operation's key.</param>
    /// <param name="cancellation">Stops before the change, never in it.</param>
    public async Task<DeploymentResult> PromoteAsync(
        string model,
        int version,
        DeploymentRequest request,
        CancellationToken cancellation = default
    )
    {
        var state = await services.Deployments.GetAsync(model, cancellation);
        var bake = await services.Registry.FindAsync(model, version, cancellation) is { } registered
            ? new Bake(await TermsAsync(services, registered, state.LiveVersion, byHand: true, cancellation), services.Time.GetUtcNow())
            : null;
        return await services.Deployments.PromoteAsync(
            model,
            version,
            state.LiveVersion,
            request,
            new(request.By, request.Reason),
            cancellation,
            bake
        );
    }

    /// <summary>
    /// Looks at the stage under way and ends it where that is due. Any number of instances may look at once: the stage's
    /// number names the one decision that ends it.
    /// </summary>
    /// <returns>What was decided; null where no rollout is under way.</returns>
    public async Task<StageDecision?> TickAsync(string model, CancellationToken cancellation = default)
    {
        var state = await services.Deployments.GetAsync(model, cancellation);
        if (state.Rollout is not { } rollout)
        {
            return null;
        }

        await statistics.FlushAsync(cancellation);
        var tallies = await statistics.ReadAsync(model, rollout.Number, cancellation);
        var evidence = new RolloutEvidence(
            tallies.GetValueOrDefault(rollout.Version, ServingTally.Empty),
            tallies.GetValueOrDefault(rollout.Baseline, ServingTally.Empty)
        );
        var now = services.Time.GetUtcNow();
        var decision = RolloutPolicy.Decide(rollout, evidence, now);
        if (decision.Verdict != StageVerdict.Fail)
        {
            evidence = evidence with { Live = await _live.ReadAsync(model, rollout, cancellation) };
            decision = RolloutPolicy.Decide(rollout, evidence, now);
        }

        DeploymentCommand? command = decision.Verdict switch
        {
            StageVerdict.Advance => new Advance(rollout.Number, now),
            StageVerdict.Fail => new Fail(rollout.Number),
            _ => null,
        };

        // What a person has forbidden is not tried: it would load the version at every look.
        if (command is not null && DeploymentRules.Decide(state, command).Refusal is null)
        {
            var by = decision.Cause == RolloutCause.Guardrail ? Guardrail : Timer;
            var key = string.Create(CultureInfo.InvariantCulture, $"rollout/{rollout.Number}");
            await services.Deployments.EndStageAsync(
                model,
                rollout,
                command,
                new(key, by, decision.Finding.Sentence()) { Cause = decision.Cause, Guardrail = decision.Guardrail },
                cancellation
            );
        }

        return decision;
    }

    /// <summary>The terms of a version's rollout.</summary>
    internal static async Task<RolloutTerms> TermsAsync(
        PipelineServices services,
        ModelVersion version,
        int? live,
        bool byHand,
        CancellationToken cancellation
    )
    {
        var definition = await version.ReadPartAsync("definition", services.Definitions.ReadAsync(version.Definition, cancellation));
        var champion = live is { } number ? await services.Registry.FindAsync(version.Model, number, cancellation) : null;
        if (champion is null || (version.Parent is null && !byHand))
        {
            // There is nothing to go back to, or what serves predicts something else: the two cannot be compared.
            return new(definition.Rollout with { Strategy = RolloutStrategy.Immediate }, version.Verdict.Blessed, BakeHours: 0);
        }

        return RolloutTerms.Of(definition.Rollout, version.Verdict.Blessed, byHand) with
        {
            Edges = await EdgesAsync(services, champion, cancellation),
        };
    }

    /// <summary>The edges of the champion's label, by which numeric predictions are compared; null for classes and groups.</summary>
    private static async Task<IReadOnlyList<double>?> EdgesAsync(
        PipelineServices services,
        ModelVersion champion,
        CancellationToken cancellation
    )
    {
        try
        {
            var card = await services.Registry.CardAsync(champion, cancellation);
            if (card.Task is not (ModelTask.Regression or ModelTask.Forecast))
            {
                return null;
            }

            var dataset = await services.Datasets.DescribeAsync(champion.Model, champion.Dataset, champion.Definition, cancellation);
            var profile = await services.Artifacts.ReadJsonAsync<DataProfile>(dataset.Profile, cancellation);
            return profile.Columns.FirstOrDefault(column => column.Name == card.Label)?.Numbers?.Edges;
        }
        catch (InvalidDataException)
        {
            return null; // What the champion learned from is gone: its predictions are not compared, and all else is.
        }
    }
}
