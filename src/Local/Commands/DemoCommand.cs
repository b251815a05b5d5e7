using System.CommandLine;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>demo</c>: a whole story on sample data, in a fresh workspace; with <c>--serve</c>, with live traffic afterwards.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("STORY")
        {
            Description = $"The story: {string.Join(", ", DemoStory.All.Select(story => story.Name))}",
            DefaultValueFactory = _ => DemoStory.All[0].Name,
        };
        name.AcceptOnlyFromAmong([.. DemoStory.All.Select(story => story.Name)]);
        var serve = new Option<bool>("--serve")
        {
            Description =
                "Show it in the dashboard, then send live traffic: the data drift, and a bad version is rolled back; until Ctrl-C",
        };
        var urls = ServeCommand.Urls();
        return new Command("demo", "Watch files become models that had to earn their place: sample data, a fresh workspace, under a minute")
        {
            name,
            serve,
            urls,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var story = DemoStory.All.Single(story => story.Name == parsed.GetValue(name));
                await using var own = AtFresh(
                    session,
                    parsed.GetResult(Verb.Workspace) is { Implicit: true } ? parsed.GetValue(Verb.Workspace) : null
                );
                var played = own ?? session;
                return parsed.GetValue(serve)
                    ? await ServeAsync(played, story, parsed.GetValue(urls)!, cancellation)
                    : await ShowAsync(played, story, cancellation);
            },
            makesWorkspace: true
        );
    }

    /// <summary>A session in a new folder below the workspace that nobody named; null where somebody named one.</summary>
    private static CommandSession? AtFresh(CommandSession session, string? root) =>
        root is null
            ? null
            : session.At(Directory.CreateDirectory(Path.Combine(root, $"demo-{session.Time.GetUtcNow():yyyyMMdd-HHmmss-fff}")).FullName);

    private static async Task<int> ShowAsync(CommandSession session, DemoStory story, CancellationToken cancellation)
    {
        await BeginAsync(session, story, cancellation);
        var workspace = await session.StartAsync();
        var teller = await PlayAsync(session, story, cancellation);
        var check = await workspace.Services.Ledger.VerifyAsync(story.Name, cancellation);
        session.Terminal.Say("");
        session.Terminal.Say(
            $"Look around: {ShellCommand.Mlops(["runs"], workspace.Path)}, and versions, card, lineage and ledger "
                + $"{story.Name}. Then: mlops run FILE --model NAME."
        );
        if (session.Terminal.Json)
        {
            session.Terminal.Show(
                new
                {
                    story = story.Name,
                    workspace = workspace.Path,
                    runs = teller.Runs,
                    drift = teller.Drift,
                    live = (await workspace.Services.Deployments.GetAsync(story.Name, cancellation)).LiveVersion,
                    ledger = check,
                },
                _ => { }
            );
        }

        return check.Intact ? ExitCode.Ok : ExitCode.Fault;
    }

    /// <summary>Plays the story while the server runs, so that the dashboard shows it, and then sends traffic.</summary>
    private static async Task<int> ServeAsync(CommandSession session, DemoStory story, string urls, CancellationToken cancellation)
    {
        ServeCommand.CheckUrls(urls);
        await BeginAsync(session, story, cancellation);
        return await ServeCommand.RunAsync(
            session,
            urls,
            Hosting.HistoryPurge.DefaultDays,
            async (address, stop) =>
            {
                OpenCommand.Show(address, session.Terminal);
                await PlayAsync(session, story, stop);
                using var client = new HttpClient { BaseAddress = address };
                await new LiveTraffic(session, story, client, session.Time).RunAsync(stop);
            },
            cancellation
        );
    }

    /// <summary>Refuses a workspace that has the model, and writes the definition.</summary>
    private static async Task BeginAsync(CommandSession session, DemoStory story, CancellationToken cancellation)
    {
        var workspace = session.Workspace;
        if (await workspace.Services.Registry.FindAsync(story.Name, 1, cancellation) is not null)
        {
            throw new ProblemException(
                new(
                    "The demo wants a fresh workspace",
                    $"model '{story.Name}' is there already",
                    "an empty folder",
                    workspace.Path,
                    "leave --workspace out"
                )
            );
        }

        await workspace.Services.Definitions.SaveAsync(story.Name, story.Definition, cancellation);
        session.Terminal.Say($"Workspace {workspace.Path}");
    }

    private static async Task<StoryTeller> PlayAsync(CommandSession session, DemoStory story, CancellationToken cancellation)
    {
        var teller = new StoryTeller(session, story.Name, cancellation);
        await story.PlayAsync(teller);
        teller.Title("Who let which version serve, when and why");
        await foreach (var entry in session.Workspace.Services.Ledger.ReadAsync(story.Name, cancellation))
        {
            session.Terminal.Say(
                $"  {entry.Sequence}. {entry.At:u} {LedgerCommand.Words(entry)} version {entry.To} by {entry.By}: {entry.Reason}"
            );
        }

        session.Terminal.Say($"  {(await session.Workspace.Services.Ledger.VerifyAsync(story.Name, cancellation)).Sentence}");
        return teller;
    }
}
