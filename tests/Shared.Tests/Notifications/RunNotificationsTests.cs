using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Shared.Tests.Notifications;

/// <summary>What is notified, under which id, and what is never in it.</summary>
public sealed class RunNotificationsTests
{
    private const string Private = "anna@contoso.example";

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

    [Theory]
    [InlineData(RunStatus.Running, null)]
    [InlineData(RunStatus.AwaitingApproval, NotifyEvent.ApprovalNeeded)]
    [InlineData(RunStatus.Deployed, null)] // The ledger tells of it, whoever let it serve.
    [InlineData(RunStatus.HeldBack, NotifyEvent.HeldBack)]
    [InlineData(RunStatus.Refused, NotifyEvent.RunFailed)]
    [InlineData(RunStatus.Failed, NotifyEvent.RunFailed)]
    [InlineData(RunStatus.Duplicate, null)]
    [InlineData(RunStatus.Cancelled, null)]
    public void Each_status_is_news_of_one_kind_or_none(RunStatus status, NotifyEvent? kind)
    {
        var run = Run(status);
        var notification = RunNotifications.Of(run, None, Start).ToList();

        Assert.Equal(kind is { } told ? [told] : [], notification.Select(one => one.Event));
        Assert.All(notification, one => Assert.Equal($"{run.Run}.{kind!.Value.JsonName()}", one.Id));
        Assert.Equal(
            notification,
            RunNotifications
                .Of(run, None, Start.AddDays(1))
                .Select(one => one with { At = notification.Single().At, Names = notification.Single().Names })
        );
    }

    [Fact]
    public void Promises_are_held_against_what_a_run_took()
    {
        var run = Run(RunStatus.Deployed) with
        {
            Deployed = true,
            Waited = 3_000,
            Verdict = new(true, []),
            Dataset = new("d", 100, 94, 0, 6),
        };
        var promises = new Dictionary<string, double> { [SlaNames.TrainMinutes] = 10, [SlaNames.DeployMinutes] = 30 };

        // An hour, of which it waited 50 minutes for a person: trained in time, deployed late, and 6% set aside.
        Assert.Equal(
            [(NotifyEvent.Quarantine, 0.06, 0.05), (NotifyEvent.SlaMissed, 60d, 30d)],
            RunNotifications
                .Of(run, promises, Start)
                .Select(notification => (notification.Event, notification.Value!.Value, notification.Bound!.Value))
        );
        promises[SlaNames.QuarantineShare] = 0.06;
        promises[SlaNames.DeployMinutes] = 60;
        Assert.Empty(RunNotifications.Of(run, promises, Start));
    }

    [Fact]
    public void No_value_reason_or_name_of_a_person_leaves_in_news()
    {
        var run = Run(RunStatus.HeldBack) with
        {
            By = Private,
            Reason = Private,
            Message = Private,
            Error = Private,
            Problem = new(Private, Private, Private, Private, Private),
            File = $"m/{Private}.csv",
            Verdict = new(false, [new(GateName.Parse($"mae max where owner is {Private}"), 3, 2, false, Note.OfText(Private))]),
        };
        var entry = new LedgerEntry
        {
            Sequence = 4,
            Model = "m",
            Action = LedgerAction.RolledBack,
            From = 2,
            To = 1,
            At = Start,
            By = Private,
            Reason = Private,
            Verdict = "v",
            Key = Private,
            PreviousHash = LedgerEntry.Genesis,
            Cause = RolloutCause.Guardrail,
        };
        List<Notification> notification =
        [
            .. RunNotifications.Of(run, None, Start),
            .. RunNotifications.Of(run with { Status = RunStatus.Refused }, None, Start),
            LedgerNotifications.Of(entry)!,
        ];

        Assert.Equal([NotifyEvent.HeldBack, NotifyEvent.RunFailed, NotifyEvent.RolledBack], notification.Select(one => one.Event));
        Assert.Equal(["mae"], notification[0].Names);
        Assert.Contains("rolled back automatically", Body(NotifyKind.Slack, notification[2]), StringComparison.Ordinal);
        foreach (var kind in Enum.GetValues<NotifyKind>())
        {
            Assert.All(notification, one => Assert.DoesNotContain(Private, Body(kind, one), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_99th_of_a_hundred_latencies_is_promised()
    {
        Assert.Equal(99, SlaMeasurements.P99([.. Enumerable.Range(1, 100).Select(i => (long)i)]));
        Assert.Equal(5, SlaMeasurements.P99([5]));
        Assert.Null(SlaMeasurements.P99([]));
    }

    private static string Body(NotifyKind kind, Notification notification) =>
        Encoding.UTF8.GetString(NotificationBody.Of(kind, notification, "https://mlops.example").Bytes.Span);

    private static RunRecord Run(RunStatus status) =>
        new()
        {
            Run = "m-1",
            Model = "m",
            Trigger = RunTrigger.Drop,
            By = "test",
            Started = Start,
            Ended = status is RunStatus.Running or RunStatus.AwaitingApproval ? null : Start.AddHours(1),
            Status = status,
            Version = 7,
        };
}
