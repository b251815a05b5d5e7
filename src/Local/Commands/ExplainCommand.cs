using System.CommandLine;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>explain</c>: the story of a run in plain words.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("RUN") { Description = "The run; without it the newest one", Arity = ArgumentArity.ZeroOrOne };
        return new Command("explain", "Tell the story of a run: what was read, tried, chosen and decided, and what to do next")
        {
            id,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var run = await FindAsync(parsed.GetValue(id), session, cancellation);
                var trials = await session.Workspace.Services.Trials.RankAsync(run, cancellation);
                var serves = (await session.Workspace.Services.Deployments.GetAsync(run.Model, cancellation)).LiveVersion;
                var story = new RunStory(run with { Leaderboard = trials }, serves, session.Time.GetUtcNow());
                var next = RunReport.ConfirmCommand(run, session.NamedWorkspace) ?? session.Terminal.Hint(story.Next());
                session.Terminal.Show(
                    new
                    {
                        run.Run,
                        run.Model,
                        run.Status,
                        serves,
                        story = story.Paragraphs().Select(part => new { part.Heading, part.Sentences }),
                        next,
                    },
                    console => Tell(console, story, session.Terminal, next)
                );
                return ExitCode.Ok;
            }
        );
    }

    private static async Task<RunRecord> FindAsync(string? id, CommandSession session, CancellationToken cancellation)
    {
        var runs = session.Workspace.Services.Runs;
        var run = id is null
            ? await runs.ListAsync(null, cancellation).FirstOrDefaultAsync(cancellation)
            : await runs.FindAsync(id, cancellation);
        return run
            ?? throw new ProblemException(
                id is null
                    ? new("There is no run yet", Try: "mlops run FILE --model NAME", Status: 404)
                    : new("There is no such run", PlainText.Name(id), Try: "mlops runs", Status: 404)
            );
    }

    private static void Tell(IAnsiConsole console, RunStory story, Terminal terminal, string next)
    {
        foreach (var (heading, sentences) in story.Paragraphs())
        {
            console.MarkupLine($"[bold]{Markup.Escape(heading)}[/]");
            foreach (var sentence in sentences)
            {
                Listing.Indent(console, PlainText.Escape(terminal.Hint(sentence)), by: 2);
            }
        }

        TrialChart.Write(console, story.Best());
        console.MarkupLine("[bold]What to do next[/]");
        Listing.Indent(console, PlainText.Escape(next), by: 2);
    }
}
