using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines.Sources;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// What the clock starts, on either host: scheduled trainings, and drift checks of the versions that serve. A model
/// that fails does not delay the others.
/// </summary>
/// <param name="services">The parts of the product.</param>
/// <param name="log">Where failures are logged; alert rules use the event names.</param>
public sealed class ModelScheduler(PipelineServices services, ILogger log)
{
    private readonly PersistentTimers _timers = new(services.Tables, services.Time);

    /// <summary>The key of what an occurrence starts: the same occurrence starts it once, however often it is checked.</summary>
    public static string Key(DateTimeOffset occurrence) => occurrence.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Starts the training of every model whose <c>retrain.schedule</c> (six NCRONTAB fields, UTC) has come since this
    /// was last asked, and what waited for the end of a run that has ended.
    /// </summary>
    /// <param name="starter">Starts the runs.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Stops between models.</param>
    public Task RetrainAsync(PipelineStarter starter, string by, CancellationToken cancellation) =>
        EachAsync(
            async model =>
            {
                if ((await services.Deployments.GetAsync(model, cancellation)).Control is ChangeControl.Frozen or ChangeControl.Archived)
                {
                    return;
                }

                await StartWaitingAsync(model, starter, by, cancellation);
                if (await services.Definitions.FindAsync(model, cancellation) is { Retrain: { Schedule: { } schedule } policy })
                {
                    await _timers.FireAsync(
                        $"retrain/{model}",
                        schedule,
                        due => RetrainAsync(model, due, policy, starter, by, cancellation),
                        cancellation
                    );
                }
            },
            cancellation
        );

    /// <summary>Starts a drift check of every model that has a version that serves.</summary>
    /// <param name="starter">Starts the checks.</param>
    /// <param name="key">Names the occasion: asked twice under the same key, a model is checked once.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Stops between models.</param>
    public Task CheckDriftAsync(PipelineStarter starter, string key, string by, CancellationToken cancellation) =>
        EachAsync(
            async model =>
            {
                if (await services.Deployments.GetAsync(model, cancellation) is { LiveVersion: not null, IsArchived: false })
                {
                    await starter.CheckDriftAsync(model, key, file: null, by, cancellation);
                }
            },
            cancellation
        );

    /// <summary>Removes what is older than each model's definition keeps it.</summary>
    /// <param name="cancellation">Stops between models.</param>
    public Task ApplyRetentionAsync(CancellationToken cancellation) =>
        EachAsync(model => services.Retention.ApplyAsync(model, cancellation), cancellation);

    /// <summary>
    /// Pulls what is new of every model's source whose schedule (six NCRONTAB fields, UTC) has come since this was last asked. A
    /// model needs no more than a definition.
    /// </summary>
    /// <param name="starter">Starts the runs.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Stops between models.</param>
    public Task PullAsync(PipelineStarter starter, string by, CancellationToken cancellation)
    {
        var pull = new SourcePull(services, starter);
        return EachAsync(
            services.Definitions.ModelsAsync(cancellation),
            async model =>
            {
                if (
                    await services.Definitions.FindAsync(model, cancellation) is { Source: { } source }
                    && (await services.Deployments.GetAsync(model, cancellation)).Control
                        is not (ChangeControl.Frozen or ChangeControl.Archived)
                )
                {
                    await _timers.FireAsync(
                        $"source/{model}",
                        source.Schedule,
                        due => pull.PullAsync(model, source, due, by, cancellation),
                        cancellation
                    );
                }
            }
        );
    }

    /// <summary>Ends the stages of rollouts that are due.</summary>
    /// <param name="rollouts">Decides about them.</param>
    /// <param name="cancellation">Stops between models.</param>
    public Task AdvanceRolloutsAsync(Rollouts rollouts, CancellationToken cancellation) =>
        EachAsync(model => rollouts.TickAsync(model, cancellation), cancellation);

    /// <summary>Starts a scheduled training unless a run is under way; then it waits.</summary>
    private async Task RetrainAsync(
        string model,
        DateTimeOffset due,
        RetrainDefinition policy,
        PipelineStarter starter,
        string by,
        CancellationToken cancellation
    )
    {
        var live = (await services.Deployments.GetAsync(model, cancellation)).LiveVersion;
        var decision = await new RetrainSituations(services).DecideAsync(
            Key(due),
            model,
            live is { } number ? await services.Registry.FindAsync(model, number, cancellation) : null,
            new() { Now = services.Time.GetUtcNow(), IsScheduled = true },
            policy,
            PipelineStarter.RunOf(model, Key(due), RunTrigger.Schedule),
            cancellation
        );
        if (decision.Retrain)
        {
            await starter.RetrainAsync(model, Key(due), RunTrigger.Schedule, by, $"scheduled for {due:u}", cancellation);
        }
    }

    /// <summary>
    /// Where a decision waits for the end of a run that has ended: a scheduled training starts; for another reason the
    /// model is checked again, as the run may have learned what there was to learn.
    /// </summary>
    private async Task StartWaitingAsync(string model, PipelineStarter starter, string by, CancellationToken cancellation)
    {
        if (
            await services.Decisions.WaitingAsync(model, cancellation) is not { } waiting
            || !await new RetrainSituations(services).IsFreeAsync(model, cancellation)
        )
        {
            return;
        }

        if (waiting.Decision.Reasons.Contains(RetrainReason.Schedule))
        {
            await starter.RetrainAsync(model, waiting.Id, RunTrigger.Schedule, by, waiting.Decision.Sentence, cancellation);
        }
        else
        {
            await starter.CheckDriftAsync(model, waiting.Id, file: null, by, cancellation);
        }

        await services.Decisions.EndWaitingAsync(waiting, cancellation);
    }

    private Task EachAsync(Func<string, Task> see, CancellationToken cancellation) =>
        EachAsync(services.Registry.ModelsAsync(cancellation), see);

    private async Task EachAsync(IAsyncEnumerable<string> models, Func<string, Task> see)
    {
        await foreach (var model in models)
        {
            try
            {
                await see(model);
            }
            catch (ProblemException broken)
            {
                SchedulerLog.Broken(log, model, broken.Message);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                SchedulerLog.Failed(log, fault, model);
            }
        }
    }
}

internal static partial class SchedulerLog
{
    [LoggerMessage(1, LogLevel.Warning, "ScheduleBroken: the schedule of {Model} cannot be kept: {Reason}", EventName = "ScheduleBroken")]
    public static partial void Broken(ILogger log, string model, string reason);

    [LoggerMessage(
        2,
        LogLevel.Error,
        "ScheduleFailed: {Model} could not be seen to; the next tick tries again",
        EventName = "ScheduleFailed"
    )]
    public static partial void Failed(ILogger log, Exception fault, string model);
}
