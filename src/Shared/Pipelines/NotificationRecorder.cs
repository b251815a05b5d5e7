using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Records notifications for the channels that a model's definition names. Activities call it after they have stored what happened;
/// an engine that repeats an activity repeats the notification under the same id.
/// </summary>
/// <param name="services">The parts of the product.</param>
public sealed class NotificationRecorder(PipelineServices services)
{
    public async Task<RunRecord> RecordRunAsync(RunRecord run, CancellationToken cancellation = default)
    {
        var recorded = await services.Runs.RecordAsync(run with { Environment = run.Environment ?? RunEnvironment.Current }, cancellation);
        if (recorded is { Ended: not null } or { Status: RunStatus.AwaitingApproval })
        {
            var definition = await FindDefinitionAsync(run.Model, cancellation);
            foreach (var notification in RunNotifications.Of(recorded, definition.Sla, services.Time.GetUtcNow()))
            {
                await services.Notifications.RecordAsync(notification, definition.Notify, cancellation);
            }
        }

        return recorded;
    }

    /// <summary>Records notifications, if there are any.</summary>
    public async Task RecordAsync(Notification? notification, CancellationToken cancellation = default)
    {
        if (notification is not null)
        {
            var definition = await FindDefinitionAsync(notification.Model, cancellation);
            await services.Notifications.RecordAsync(notification, definition.Notify, cancellation);
        }
    }

    /// <summary>The team's definition; where it cannot be read, that of the version that serves, so that the fault is notified.</summary>
    internal async Task<ModelDefinition> FindDefinitionAsync(string model, CancellationToken cancellation)
    {
        try
        {
            return await services.Definitions.FindAsync(model, cancellation) ?? new();
        }
        catch (ProblemException)
        {
            var live = (await services.Deployments.GetAsync(model, cancellation)).LiveVersion;
            return live is { } number && await services.Registry.FindAsync(model, number, cancellation) is { } version
                ? await services.Definitions.ReadAsync(version.Definition, cancellation)
                : new();
        }
    }
}
