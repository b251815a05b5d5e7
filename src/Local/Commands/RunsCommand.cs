using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>runs</c>: what has run, newest first; or one run with its trials, the best first.</summary>
internal static class RunsCommand
{
    /// <summary>Trials shown to a person; <c>--json</c> has more.</summary>
    private const int Shown = 20;

    public static Command Create()
    {
        var id = new Argument<string?>("RUN") { Description = "One run, with its leaderboard", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { Description = "Only this model's", HelpName = "NAME" };
        var most = new Option<int>("--most")
        {
            Description = "How many",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        return new Command("runs", "List runs, newest first; or show one with its trials, the best first") { id, model, most }.OnRun(
            async (parsed, session, cancellation) =>
            {
                if (parsed.GetValue(id) is { } run)
                {
                    return await ShowAsync(run, session, cancellation);
                }

                if (parsed.GetValue(model) is { } name)
                {
                    await KnownModels.CheckAsync(session, name, cancellation, orRun: true);
                }

                var runs = new List<RunRecord>();
                await foreach (var found in session.Workspace.Services.Runs.ListAsync(parsed.GetValue(model), cancellation))
                {
                    runs.Add(found);
                    if (runs.Count == parsed.GetValue(most))
                    {
                        break;
                    }
                }

                session.Terminal.Show(new { runs }, console => Write(console, runs, session.Terminal));
                return ExitCode.Ok;
            }
        );
    }

    private static async Task<int> ShowAsync(string id, CommandSession session, CancellationToken cancellation)
    {
        var run =
            await session.Workspace.Services.Runs.FindAsync(id, cancellation)
            ?? throw new ProblemException(new("There is no such run", PlainText.Name(id), Try: "mlops runs", Status: 404));
        run = run with { Leaderboard = await session.Workspace.Services.Trials.RankAsync(run, cancellation) };
        session.Terminal.Show(
            run,
            console =>
            {
                console.WriteLine(string.Join("  ", Cells(run)));
                Listing.Indent(console, run.Message ?? run.Error ?? "");
                Write(console, run.Leaderboard!, run.Metric ?? "value", run.Ended is null ? "under way" : "not finished");
            }
        );
        return ExitCode.Ok;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<RunRecord> runs, Terminal terminal)
    {
        Listing.Write(console, [.. runs.Select(run => (Cells(run), run.Message ?? run.Error ?? "", Colour(run.Status)))]);
        terminal.Note(runs.Count == 0 ? "Nothing has run yet." : "mlops runs RUN tells all of one, with its trials.");
    }

    private static string[] Cells(RunRecord run) =>
        [
            run.Run,
            run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            run.Trigger.JsonName(),
            Words(run),
        ];

    private static string Colour(RunStatus status) =>
        status switch
        {
            RunStatus.Deployed or RunStatus.RollingOut or RunStatus.Reproduced or RunStatus.Scored => "green",
            RunStatus.HeldBack or RunStatus.AwaitingApproval or RunStatus.Differs => "yellow",
            RunStatus.Refused or RunStatus.Failed => "red",
            _ => "default",
        };

    /// <summary>The status, with the version that the run made.</summary>
    private static string Words(RunRecord run) => run.Status.Words() + (run.Version is { } version ? $", version {version}" : "");

    private static void Write(IAnsiConsole console, IReadOnlyList<Trial> trials, string metric, string open)
    {
        var table = Listing.Table(console, "trial", "trainer", metric, "rows", "seconds", "origin", "parameters");
        foreach (var trial in trials.Take(Shown))
        {
            table.AddRow(
                Array.ConvertAll(
                    [
                        Text(trial.Number),
                        trial.Trainer,
                        trial.Refusal?.Title ?? Text(trial.Value, open),
                        trial.Fidelity == 1 ? "all" : Text(trial.Fidelity),
                        Seconds(trial.Seconds, open),
                        trial.Origin.JsonName(),
                        string.Join(", ", trial.Parameters.Select(parameter => $"{parameter.Key} {Text(parameter.Value)}")),
                    ],
                    Markup.Escape
                )
            );
        }

        console.Write(table);
    }

    /// <summary>To a tenth: what is less depends on the moment, not on the trial.</summary>
    private static string Seconds(double? seconds, string open) =>
        seconds switch
        {
            null => open,
            < 0.05 => "<0.1",
            _ => seconds.Value.ToString("0.0", CultureInfo.InvariantCulture),
        };

    private static string Text(double? value, string open = "-") => value is { } number ? NumberFormat.Tabulate(number, decimals: 5) : open;
}
