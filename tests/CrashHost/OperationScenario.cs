using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Local;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.CrashHost;

/// <summary>
/// What a process does with a model <c>m</c> whose version 1 serves, whose sound version 2 waits behind a freeze, and
/// whose version 3 is bad: rolls version 2 out through shadow, canary and bake, lets a person promote version 3, which a
/// guardrail takes back, tells the truth of predictions, trains again from it, and delivers all notifications. Each step
/// follows from what is stored, so that any process can go on where another one died.
/// </summary>
internal static class OperationScenario
{
    /// <summary>Requests between two looks, rows of each, and how many of the rows somebody tells the truth of.</summary>
    private const int Requests = 10,
        Rows = 10,
        Told = 3;

    private const int MostSteps = 30;

    public static async Task LiveAsync(string path, Action moment, TimeSpan ahead)
    {
        var time = new ShiftedTime(ahead);
        await using var workspace = await WatchedWorkspace.OpenAsync(path, moment, time);
        for (var steps = 0; !await StepAsync(workspace, time); steps++)
        {
            if (steps == MostSteps)
            {
                throw new InvalidOperationException("The rollout does not come to its end.");
            }
        }

        var run = await workspace.Starter.RetrainAsync("m", "from-feedback", RunTrigger.Retrain, "ada", "to learn what was told");
        await workspace.Engine.WaitAsync(run);
        var dispatch = new NotificationDispatch(workspace.Services, NullLogger.Instance);
        do
        {
            time.Ahead += TimeSpan.FromMinutes(3); // Longer than a dead process' attempt is its own.
            await dispatch.TickAsync();
        } while (await workspace.Services.Notifications.ListAsync().AnyAsync(one => one.Delivery.Next is not null));
    }

    /// <summary>Takes the next step; true where the bad version has been taken back.</summary>
    private static async Task<bool> StepAsync(Workspace workspace, ShiftedTime time)
    {
        var deployments = workspace.Services.Deployments;
        var state = await deployments.GetAsync("m");
        var ledger = await workspace.Services.Ledger.ReadAsync("m").ToListAsync();
        if (ledger.Any(entry => entry.Action == LedgerAction.RolledBack))
        {
            return true;
        }

        switch (state)
        {
            case { Control: ChangeControl.Frozen }:
                await deployments.SteerAsync("m", new Release(), new("release", "ada", "the freeze is over"));
                break;
            case { Rollout: { } rollout }:
                await AskAsync(workspace);
                time.Ahead += rollout.Stage == RolloutStage.Bake ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(1);
                await workspace.Rollouts.TickAsync("m");
                break;
            case { LiveVersion: 1 }:
                await BeginAsync(workspace);
                break;
            default:
                await workspace.Rollouts.PromoteAsync("m", 3, new("promote", "ada", "I know better"));
                break;
        }

        return false;
    }

    private static Task BeginAsync(Workspace workspace) =>
        PipelineCatalog
            .Bind(workspace.Services)
            .Single(activity => activity.Name == PipelineActivities.SwapSlot.Name)
            .RunJsonAsync(Json.Write(new DeployCommand("begin", "m", 2, 1, "tests", "blessed")), CancellationToken.None);

    /// <summary>Asks for predictions, and tells the truth of some: twice, and once another value.</summary>
    private static async Task AskAsync(Workspace workspace)
    {
        workspace.Router.Invalidate("m");
        for (var request = 0; request < Requests; request++)
        {
            var xs = Enumerable.Range(0, Rows).Select(row => (request * Rows) + row).ToList();
            using var rows = JsonDocument.Parse(Json.Write(xs.Select(x => new { x })));
            var routed = (await workspace.Router.FindAsync("m"))!;
            var answered = await workspace.Api.Predictor.AnswerAsync(routed, new JsonRows(rows.RootElement));
            await workspace.Shadows.Idle;
            if (request == 0)
            {
                for (var row = 0; row < Told; row++)
                {
                    await workspace.Feedback.RecordAsync("m", answered.Ids[row], $"{Truth(xs[row])}");
                    await workspace.Feedback.RecordAsync("m", answered.Ids[row], $"{Truth(xs[row])}");
                }

                await workspace.Feedback.RecordAsync("m", answered.Ids[0], "-1");
            }
        }
    }

    /// <summary>What is true of an input.</summary>
    public static int Truth(int x) => (2 * x) + 5;
}

/// <summary>The machine's clock, set forward.</summary>
/// <param name="ahead">How far.</param>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public TimeSpan Ahead { get; set; } = ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
