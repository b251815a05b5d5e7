using System.CommandLine;
using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>demo</c>: the whole story on sample data, in a fresh workspace.</summary>
internal static class DemoCommand
{
    private const string Model = "rentals";

    public static Command Create() =>
        new Command("demo", "Watch files become models that had to earn their place: sample data, a fresh workspace, under a minute").OnRun(
            async (parsed, session, cancellation) =>
            {
                if (parsed.GetResult(Verb.Workspace) is not { Implicit: true } || parsed.GetValue(Verb.Workspace) is not { } root)
                {
                    return await ShowAsync(session, cancellation);
                }

                var fresh = Directory.CreateDirectory(Path.Combine(root, $"demo-{session.Time.GetUtcNow():yyyyMMdd-HHmmss-fff}")).FullName;
                await using var own = session.At(fresh);
                return await ShowAsync(own, cancellation);
            },
            makesWorkspace: true
        );

    private static async Task<int> ShowAsync(CommandSession session, CancellationToken cancellation)
    {
        var workspace = await session.StartAsync();
        if (await workspace.Services.Registry.FindAsync(Model, 1, cancellation) is not null)
        {
            throw new ProblemException(
                new(
                    "The demo wants a fresh workspace",
                    $"model '{Model}' is there already",
                    "an empty folder",
                    workspace.Path,
                    "leave --workspace out"
                )
            );
        }

        await workspace.Services.Definitions.SaveAsync(Model, RentalSample.Definition, cancellation);
        session.Terminal.Say($"Workspace {workspace.Path}");
        var story = new List<RunReport>();

        Title(session, "1. A file is dropped: four months of rentals, with some broken rows");
        story.Add(await DropAsync(session, "spring.csv", RentalSample.Csv(2900, seed: 1, flaws: true), cancellation));
        await ShowReceiptAsync(session, "spring.csv", cancellation);

        Title(session, "2. A worse file comes: a broken counter");
        story.Add(await DropAsync(session, "broken-counter.csv", RentalSample.Csv(2900, seed: 2, noise: 120), cancellation));

        Title(session, "3. More data comes: eight months");
        story.Add(await DropAsync(session, "summer.csv", RentalSample.Csv(5800, seed: 1), cancellation));

        Title(session, "4. The next weeks are much warmer: is the model still about this world?");
        var drift = await CheckAsync(session, "heat-wave.csv", RentalSample.Csv(800, seed: 4, warming: 14), cancellation);
        session.Terminal.Say(drift.Sentence);

        Title(session, "5. Somebody does not trust the new version: back to the one before");
        var back = await workspace.Services.Deployments.RollbackAsync(
            Model,
            new DeploymentRequest("demo-rollback", Environment.UserName, "the demo shows how"),
            cancellation
        );
        session.Terminal.Say(back.Refusal?.Sentence ?? $"Version {back.State.LiveVersion} serves again.");

        Title(session, "6. Who promoted what, when and why");
        var check = await workspace.Services.Ledger.VerifyAsync(Model, cancellation);
        await foreach (var entry in workspace.Services.Ledger.ReadAsync(Model, cancellation))
        {
            session.Terminal.Say(
                $"  {entry.Sequence}. {entry.At:u} {LedgerCommand.Words(entry)} version {entry.To} by {entry.By}: {entry.Reason}"
            );
        }

        session.Terminal.Say($"  {check.Sentence}");
        session.Terminal.Say("");
        session.Terminal.Say(
            $"Look around: {ShellCommand.Mlops(["runs"], workspace.Path)}, and versions, card, lineage and ledger "
                + $"{Model}. Then: mlops run FILE --model NAME."
        );
        if (session.Terminal.Json)
        {
            session.Terminal.Show(
                new
                {
                    workspace = workspace.Path,
                    runs = story,
                    drift,
                    live = back.State.LiveVersion,
                    ledger = check,
                },
                _ => { }
            );
        }

        return Expected(story, drift, back, check) ? ExitCode.Ok : ExitCode.Fault;
    }

    /// <summary>The story has one right course; any other is a fault of the product.</summary>
    private static bool Expected(List<RunReport> story, DriftOutcome drift, DeploymentResult back, Registry.LedgerVerification check) =>
        story.Select(run => run.Status).SequenceEqual([RunStatus.Deployed, RunStatus.HeldBack, RunStatus.Deployed])
        && drift.Drifted
        && back.Refusal is null
        && check.Intact;

    private static async Task<RunReport> DropAsync(CommandSession session, string name, string csv, CancellationToken cancellation)
    {
        var run = await session.FollowAsync(
            await session.DropAsync(
                Model,
                Write(session, name, csv),
                Environment.UserName,
                newTarget: false,
                definition: null,
                cancellation
            ),
            cancellation
        );
        var report = RunReport.From(run, session);
        report.WriteTo(session.Terminal);
        return report;
    }

    private static async Task<DriftOutcome> CheckAsync(CommandSession session, string name, string csv, CancellationToken cancellation)
    {
        var upload = $"{Model}/{name}";
        await using (var content = CommandSession.OpenFile(Write(session, name, csv)))
        {
            await session.Workspace.Services.Blobs.WriteAsync(StorageNames.UploadsContainer, upload, content, cancellation: cancellation);
        }

        var check = await session.Workspace.Starter.CheckDriftAsync(Model, name, upload, Environment.UserName, cancellation);
        var ended = await session.Workspace.Engine.WaitAsync(check, cancellation);
        return ended.State == FlowState.Completed
            ? Json.Read<DriftOutcome>(ended.Output!)
            : throw new InvalidOperationException(ended.Error);
    }

    private static async Task ShowReceiptAsync(CommandSession session, string name, CancellationToken cancellation)
    {
        await using var read = await session.Workspace.Services.Blobs.OpenReadAsync(
            StorageNames.IncomingContainer,
            $"{Model}/{name}.receipt.json",
            cancellation
        );
        var receipt = await System.Text.Json.JsonSerializer.DeserializeAsync<Receipt>(read!.Content, Json.Compact, cancellation);
        foreach (var row in receipt!.Examples.Take(4))
        {
            session.Terminal.Note($"  set aside: line {row.Line}{(row.Column is null ? "" : $", column {row.Column}")}: {row.Reason}");
        }
    }

    private static FileInfo Write(CommandSession session, string name, string csv)
    {
        var file = new FileInfo(Path.Combine(Directory.CreateDirectory(Path.Combine(session.Workspace.Path, "demo-files")).FullName, name));
        File.WriteAllText(file.FullName, csv);
        return file;
    }

    private static void Title(CommandSession session, string text) => session.Terminal.SayMarkup($"\n[bold]{text}[/]");
}
