using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;

namespace MLOpsFunctions.Pipelines;

/// <summary>The notifications that a run's record brings. Pure: the same record brings the same notifications.</summary>
internal static class RunNotifications
{
    /// <summary>All of it.</summary>
    /// <param name="run">The run as recorded.</param>
    /// <param name="promises">What the definition promises.</param>
    /// <param name="now">When it was recorded.</param>
    public static IEnumerable<Notification> Of(RunRecord run, IReadOnlyDictionary<string, double> promises, DateTimeOffset now)
    {
        var told = run.Status switch
        {
            RunStatus.AwaitingApproval => Make(run, NotifyEvent.ApprovalNeeded) with { At = now },
            RunStatus.Failed or RunStatus.Refused => Make(run, NotifyEvent.RunFailed) with { Code = run.Status.JsonName() },
            RunStatus.HeldBack => Make(run, NotifyEvent.HeldBack) with { Names = MetricsMissed(run) },
            _ => null,
        };
        if (told is not null)
        {
            yield return told;
        }

        if (run.Ended is null)
        {
            yield break;
        }

        foreach (var missed in SlaMeasurements.Of(run, promises).Where(promise => promise.Met == false))
        {
            var kind = missed.Name == SlaNames.QuarantineShare ? NotifyEvent.Quarantine : NotifyEvent.SlaMissed;
            yield return Make(run, kind) with
            {
                Id = $"{run.Run}.{missed.Name}",
                Code = missed.Name,
                Value = missed.Measured,
                Bound = missed.Most,
            };
        }
    }

    /// <summary>
    /// The metrics of the gates that did not pass, and the kinds of other conditions. The name of a gate that another version
    /// of the product stored may hold a value.
    /// </summary>
    private static IReadOnlyList<string>? MetricsMissed(RunRecord run) =>
        run.Verdict is { } verdict
            ?
            [
                .. verdict
                    .Gates.Where(gate => !gate.Passed)
                    .Select(gate => gate.Name.Metric ?? gate.Name.Kind.JsonName())
                    .Distinct()
                    .Take(Notification.MaxNames),
            ]
            : null;

    private static Notification Make(RunRecord run, NotifyEvent kind) =>
        new($"{run.Run}.{kind.JsonName()}", kind, run.Model, run.Ended ?? run.Started, $"/api/runs/{run.Run}")
        {
            Run = run.Run,
            Version = run.Version,
        };
}
