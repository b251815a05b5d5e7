using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Training.Search;
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
        var most = new Option<int>("--most") { Description = "How many", HelpName = "N", DefaultValueFactory = _ => 20 };
        return new Command("runs", "List runs, newest first; or show one with its trials, the best first") { id, model, most }.OnRun(async (parsed, session, cancellation) =>
        {
            if (parsed.GetValue(id) is { } run)
            {
                return await ShowAsync(run, session, cancellation);
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

            session.Terminal.Show(new { runs }, console => Write(console, runs));
            return ExitCode.Ok;
        });
    }

    private static async Task<int> ShowAsync(string id, Session session, CancellationToken cancellation)
    {
        var run = await session.Workspace.Services.Runs.FindAsync(id, cancellation) ?? throw new ProblemException(new("There is no such run", id, Try: "mlops runs", Status: 404));
        run = run with { Leaderboard = await session.Workspace.Services.Trials.RankAsync(run, cancellation) };
        session.Terminal.Show(run, console =>
        {
            Write(console, [run]);
            Write(console, run.Leaderboard!, run.Metric ?? "value");
        });
        return ExitCode.Ok;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<RunRecord> runs)
    {
        var table = new Table().AddColumns("run", "started", "trigger", "status", "version", "message");
        foreach (var run in runs)
        {
            table.AddRow(Array.ConvertAll(
                [run.Run, run.Started.ToString("u", CultureInfo.InvariantCulture), run.Trigger, run.Status.ToString(), run.Version?.ToString(CultureInfo.InvariantCulture) ?? "", run.Message ?? ""],
                Markup.Escape));
        }

        console.Write(table);
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<Trial> trials, string metric)
    {
        var table = new Table().AddColumns("trial", "trainer", metric, "rows", "seconds", "origin", "parameters");
        foreach (var trial in trials.Take(Shown))
        {
            table.AddRow(Array.ConvertAll(
                [
                    Text(trial.Number), trial.Trainer, trial.Refusal?.Title ?? Text(trial.Value), trial.Fidelity == 1 ? "all" : Text(trial.Fidelity), Text(trial.Seconds),
                    trial.Origin.ToString().ToLowerInvariant(), string.Join(", ", trial.Parameters.Select(parameter => $"{parameter.Key} {Text(parameter.Value)}")),
                ],
                Markup.Escape));
        }

        console.Write(table);
    }

    private static string Text(double? value) => value is { } number ? Figures.Tabulate(number, decimals: 5) : "under way";
}
