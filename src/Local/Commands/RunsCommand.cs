using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>runs</c>: what has run, newest first.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Only this model's", HelpName = "NAME" };
        var most = new Option<int>("--most") { Description = "How many", HelpName = "N", DefaultValueFactory = _ => 20 };
        return new Command("runs", "List runs, newest first") { model, most }.OnRun(async (parsed, session, cancellation) =>
        {
            var runs = new List<RunRecord>();
            await foreach (var run in session.Workspace.Services.Runs.ListAsync(parsed.GetValue(model), cancellation))
            {
                runs.Add(run);
                if (runs.Count == parsed.GetValue(most))
                {
                    break;
                }
            }

            session.Terminal.Show(new { runs }, console => Write(console, runs));
            return ExitCode.Ok;
        });
    }

    private static void Write(IAnsiConsole console, List<RunRecord> runs)
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
}
