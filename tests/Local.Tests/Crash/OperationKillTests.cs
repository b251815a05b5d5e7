using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.CrashHost;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>
/// A real process, really killed, before and after everything that shadow, canary, bake, rollback, feedback, a training from
/// it and the delivery of notifications make durable. OPERATION_KILLS tells after how many moments it is killed again (5).
/// </summary>
public sealed class OperationKillTests : IDisposable
{
    private static readonly int Every = int.Parse(
        Environment.GetEnvironmentVariable("OPERATION_KILLS") ?? "5",
        CultureInfo.InvariantCulture
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_anywhere_one_version_serves_and_nothing_is_lost_or_counted_twice()
    {
        await using var receiver = await Receiver.StartAsync();
        await PrepareAsync(receiver.Url);
        var moments = (await CrashProcess.RunAsync(Copy(0), 0))!.Value;
        Assert.True(moments > 150, $"{moments} moments");
        await CheckAsync(0, receiver);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, moments).Where(n => n % Every == 0),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (n, _) =>
            {
                Assert.Null(await CrashProcess.RunAsync(Copy(n), n));
                // The dead process's locks and claims are gone with it, so that this process can be the next one and spares a
                // start. It finds the clock 12 hours further; a training that was begun
                // has a budget of a day.
                await OperationScenario.LiveAsync(_folder[$"{n}"], () => { }, TimeSpan.FromHours(12));
                await CheckAsync(n, receiver);
            }
        );
    }

    /// <summary>Version 1 serves, version 2 waits behind a freeze, and version 3, of shuffled labels, is held back.</summary>
    private async Task PrepareAsync(string url)
    {
        await using var workspace = Workspace.Open(_folder["prepared"], TimeProvider.System, NullLoggerFactory.Instance);
        await workspace.Services.Definitions.SaveAsync("m", Definition(url));
        await workspace.Engine.StartAsync();
        await DropAsync(workspace, "a.csv", OperationScenario.Truth);
        await workspace.Services.Deployments.SteerAsync("m", new Control(ChangeControl.Frozen), new("freeze", "ada", "holidays"));
        await DropAsync(workspace, "b.csv", OperationScenario.Truth, rows: 230);
        await DropAsync(workspace, "c.csv", x => OperationScenario.Truth(x * 37 % 100));
        var versions = await workspace.Services.Registry.VersionsAsync("m").ToListAsync();
        // Of a ledger that nobody has looked at, what is older than a day brings no notification.
        await new NotificationDispatch(workspace.Services, NullLogger.Instance).TickAsync();
        Assert.Equal([(1, true), (2, true), (3, false)], versions.OrderBy(v => v.Number).Select(v => (v.Number, v.Verdict.Blessed)));
    }

    private static string Definition(string url) =>
        $$"""
            {
              "label": "y", "task": "regression",
              "training": { "candidates": ["linear"], "budget": { "trials": 1, "minutes": 1440 } },
              "gates": [{ "metric": "r2", "min": 0.5 }],
              "retrain": { "fromFeedback": {} },
              "rollout": {
                "strategy": "shadowThenCanary",
                "shadow": { "share": 1, "minRows": 60, "minHours": 0 },
                "canary": { "steps": [1], "hold": "0s", "minRows": 60 },
                "bake": { "hours": 2, "share": 1 },
                "guardrails": { "p99Relative": 1000, "errorRate": 0.5, "refusedShare": 0.5 }
              },
              "notify": {
                "hook": { "url": "{{url}}", "secret": "MLOPS_WEBHOOK_SECRET" },
                "disk": { "kind": "file" }
              }
            }
            """;

    private static async Task DropAsync(Workspace workspace, string name, Func<int, int> label, int rows = 200)
    {
        var csv = new StringBuilder("x,y\n");
        for (var row = 0; row < rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{row % 100},{label(row % 100)}\n");
        }

        using var content = new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
        await workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, $"m/{name}", content);
        await workspace.Engine.WaitAsync((await workspace.Starter.DropAsync($"m/{name}", "tests"))!);
    }

    private string Copy(int n)
    {
        var from = _folder["prepared"];
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder[$"{n}"], Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        // Its notifications go to an address of their own.
        var definition = Path.Combine(_folder[$"{n}"], "definitions", "m.json");
        File.WriteAllText(definition, File.ReadAllText(definition).Replace("/hook\"", $"/hook/{n}\"", StringComparison.Ordinal));
        return _folder[$"{n}"];
    }

    private async Task CheckAsync(int n, Receiver receiver)
    {
        // Later than all that happened, by whatever clock.
        var later = new ShiftedTime(TimeSpan.FromDays(3));
        await using var workspace = Workspace.Open(_folder[$"{n}"], later, NullLoggerFactory.Instance);
        await CheckRolloutAsync(n, workspace);
        await CheckFeedbackAsync(n, workspace);
        await CheckDeliveriesAsync(n, workspace, receiver);
    }

    /// <summary>One version serves, and the ledger has each decision once.</summary>
    private static async Task CheckRolloutAsync(int n, Workspace workspace)
    {
        var ledger = await workspace.Services.Ledger.ReadAsync("m").ToListAsync();
        string[] expected =
        [
            "Promoted  1 tests",
            "Shadowed 1 2 tests",
            "CanaryStepped 1 2 rollout",
            "Promoted 1 2 rollout",
            "Baked 2 2 rollout",
            "Promoted 2 3 ada",
            "RolledBack 3 2 guardrail",
        ];
        var steps = ledger.Where(entry => entry.Action is not (LedgerAction.Held or LedgerAction.Frozen or LedgerAction.Released));
        Assert.Equal(
            (n, string.Join('\n', expected)),
            (n, string.Join('\n', steps.Take(7).Select(e => $"{e.Action} {e.From} {e.To} {e.By}")))
        );
        Assert.True((await workspace.Services.Ledger.VerifyAsync("m")).Intact);
        var state = await workspace.Services.Deployments.GetAsync("m");
        Assert.Equal((2, 2), (state.LiveVersion, (await workspace.Services.Registry.AliasesAsync("m")).Champion));
        Assert.Equal((n, 4), (n, await workspace.Services.Registry.VersionsAsync("m").CountAsync()));
    }

    /// <summary>No truth has lost its prediction, and each counts once: where it is measured, and where it is learned.</summary>
    private static async Task CheckFeedbackAsync(int n, Workspace workspace)
    {
        var told = await workspace.Feedback.CountAsync("m");
        var performance = await workspace.Services.Performance.ReadAsync("m");
        // A shadow's prediction of the same row is measured by the same truth.
        var answered = performance.Windows.Where(window => window.Kind == WindowKind.Count && window.Role.IsTraffic());
        Assert.Equal((n, told), (n, answered.Sum(window => (long)window.Labelled)));
        Assert.Equal((n, 0, 0), (n, performance.Waiting, performance.Unknown));
        Assert.True(performance.Conflicts > 0);

        var learned = await workspace.Services.Datasets.ListAsync("m").SingleAsync(entry => !entry.IsDropped);
        var dataset = await workspace.Services.Datasets.DescribeAsync(learned);
        Assert.Equal((n, told), (n, dataset.Feedback!.Rows));
        var dropped = await workspace.Services.Datasets.DescribeAsync(
            await workspace.Services.Datasets.ListAsync("m").FirstAsync(e => e.IsDropped)
        );
        Assert.Equal((n, dropped.Rows.Kept + told), (n, dataset.Rows.Kept));
    }

    /// <summary>Each notification has one delivery a channel, with attempts from first to last, and has arrived.</summary>
    private static async Task CheckDeliveriesAsync(int n, Workspace workspace, Receiver receiver)
    {
        var deliveries = await workspace.Services.Notifications.ListAsync("m").Select(one => one.Delivery).ToListAsync();
        Assert.Equal(deliveries.Count, deliveries.DistinctBy(delivery => (delivery.Notification.Id, delivery.Channel)).Count());
        foreach (var told in deliveries.GroupBy(delivery => delivery.Notification.Id))
        {
            Assert.Equal((n, "disk hook"), (n, string.Join(' ', told.Select(delivery => delivery.Channel).Order())));
        }

        foreach (var delivery in deliveries)
        {
            Assert.Equal((n, DeliveryStatus.Delivered, null), (n, delivery.Status, delivery.Next));
            Assert.Equal(Enumerable.Range(1, delivery.Attempts.Count), delivery.Attempts.Select(attempt => attempt.Number));
            Assert.Equal(DeliveryOutcome.Delivered, delivery.Attempts[^1].Outcome);
            Assert.All(delivery.Attempts.SkipLast(1), attempt => Assert.NotEqual(DeliveryOutcome.Delivered, attempt.Outcome));
        }

        var ids = deliveries.Select(delivery => delivery.Notification.Id).ToHashSet();
        var changes = await workspace.Services.Ledger.ReadAsync("m").Where(entry => entry.ChangedLive).ToListAsync();
        Assert.Equal(4, changes.Count);
        Assert.All(changes, entry => Assert.Contains($"m/ledger/{entry.Sequence}", ids));
        var file = await File.ReadAllTextAsync(Path.Combine(workspace.Path, "notifications.jsonl"));
        Assert.All(ids, id => Assert.Contains($"\"{id}\"", file));
        var received = receiver.Got.Select(request => (request.Path, request.Headers["webhook-id"])).ToHashSet();
        Assert.All(
            deliveries.Where(delivery => delivery.Channel == "hook"),
            delivery => Assert.Contains((new Uri(delivery.Target.Url!).AbsolutePath, delivery.Notification.Id), received)
        );
    }
}
