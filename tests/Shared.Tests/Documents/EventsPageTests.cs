using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Shared.Tests.Documents;

/// <summary>docs/events.md has every notification as the product makes it, with what a receiver gets.</summary>
public sealed class EventsPageTests
{
    private const string Head = """
        # Events

        Made from the code. [Notifications](notifications.md) says how they are sent and checked.

        A receiver of the kinds `webhook`, `file` and `eventGrid` gets CloudEvents 1.0 in structured JSON,
        as below. `id` is the same however often an event is told. `data` has these members, as far as
        they apply:

        | member | meaning |
        | --- | --- |

        """;

    private static readonly JsonSerializerOptions Plain = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, double> Promises = new Dictionary<string, double>
    {
        [SlaNames.TrainMinutes] = 30,
        [SlaNames.QuarantineShare] = 0.02,
    };

    [Fact]
    public void The_page_has_each_event_as_it_is_made()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var member in (string[])["Model", "Run", "Version", "Previous", "Code", "Value", "Bound", "Names"])
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{JsonNamingPolicy.CamelCase.ConvertName(member)}` | {Meaning(member)} |\n");
        }

        text.Append("| `sentence` | The event in words. |\n| `link` | Where all of it can be read. |\n");
        foreach (var told in Enum.GetValues<NotifyEvent>())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {told.JsonName()}\n\n");
            text.Append(ReferencePage.Words($"F:{typeof(NotifyEvent).FullName}.{told}")).Append("\n");
            foreach (var example in Examples().Where(example => example.Event == told))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n```json\n{Write(example)}\n```\n");
            }
        }

        ReferencePage.Compare("events.md", text.ToString());
    }

    [Fact]
    public void Every_event_has_an_example() =>
        Assert.Equal(Enum.GetValues<NotifyEvent>(), Examples().Select(example => example.Event).Distinct().Order());

    private static string Meaning(string member) =>
        member == nameof(Notification.Model)
            ? "The model."
            : ReferencePage.Words($"P:{typeof(Notification).FullName}.{member}").Replace("; null:", "; absent:", StringComparison.Ordinal);

    private static string Write(Notification example) =>
        JsonNode
            .Parse(NotificationBody.Of(NotifyKind.Webhook, example, "https://mlops.contoso.example").Bytes.Span)!
            .ToJsonString(Plain)
            .ReplaceLineEndings("\n");

    /// <summary>What the product makes of runs, ledger entries, drift reports, decay and promises.</summary>
    private static IEnumerable<Notification> Examples() =>
        [
            .. RunNotifications.Of(Run(RunStatus.Refused), Promises, At),
            .. RunNotifications.Of(
                Run(RunStatus.HeldBack) with
                {
                    Version = 8,
                    Verdict = new(false, [new(GateName.Parse("mae vsChampion maxRelative"), 1.2, 1, false, Note.OfText("worse"))]),
                },
                Promises,
                At
            ),
            LedgerNotifications.Of(Entry(LedgerAction.Abandoned, 7, 8) with { Cause = RolloutCause.Guardrail })!,
            .. RunNotifications.Of(Run(RunStatus.AwaitingApproval) with { Version = 8, Ended = null }, Promises, At),
            LedgerNotifications.Of(Entry(LedgerAction.Promoted, 7, 8))!,
            LedgerNotifications.Of(Entry(LedgerAction.RolledBack, 8, 7) with { Cause = RolloutCause.Guardrail })!,
            MonitoringNotifications.Of(Report())!,
            MonitoringNotifications.Of("rentals", 7, new PerformanceDecay("mae", new(6.5, 6.1, 6.9), new(9.2, 8.4, 10.1), 500), At),
            .. RunNotifications.Of(
                Run(RunStatus.Deployed) with
                {
                    Version = 8,
                    Started = At.AddMinutes(-45),
                    Deployed = true,
                    Verdict = new(true, []),
                    Dataset = new("d", 1000, 960, 0, 40),
                },
                Promises,
                At
            ),
        ];

    private static RunRecord Run(RunStatus status) =>
        new()
        {
            Run = "rentals-3f9c2a7b51d04e68",
            Model = "rentals",
            Trigger = RunTrigger.Drop,
            By = "ann",
            Started = At.AddMinutes(-4),
            Ended = At,
            Status = status,
        };

    private static LedgerEntry Entry(LedgerAction action, int from, int to) =>
        new()
        {
            Sequence = 12,
            Model = "rentals",
            Action = action,
            From = from,
            To = to,
            At = At,
            By = "ann",
            Reason = "agreed",
            Verdict = "v",
            Key = "k",
            PreviousHash = LedgerEntry.Genesis,
        };

    private static DriftReport Report() =>
        new()
        {
            Check = "rentals-drift-1",
            Model = "rentals",
            Version = 7,
            Reference = "d",
            Current = DriftReport.OfPredictions,
            At = At,
            Rows = 800,
            Columns = [new("temperature", "psi", 1.9, 0.25, true), new("wind", "psi", 0.02, 0.25, false)],
            Share = 0.5,
            Conclusive = true,
            Drifted = true,
            Sentence = "1 of 2 features drifted.",
        };
}
