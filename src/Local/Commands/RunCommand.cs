using System.CommandLine;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>run</c>: drops a file and follows it to the end.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV, JSON, Excel or Parquet, plain, gzip or alone in a zip archive" };
        var model = new Option<string>("--model")
        {
            Description = "The model's name: lower-case letters, digits, hyphens",
            HelpName = "NAME",
            Required = true,
        };
        var label = new Option<string?>("--label")
        {
            Description =
                "The column to predict; else one named label, target, class or y; else the last one is learned "
                + "and not served until it is confirmed",
            HelpName = "COLUMN",
        };
        var task = Verb.Task("What to learn; else found from the label's values");
        var definition = new Option<FileInfo?>("--definition")
        {
            Description = "The model's definition, a JSON file; kept for later files",
            HelpName = "FILE",
        };
        var verb = new Command(
            "run",
            "Drop a file and follow it to a served model, or to the sentence that says why not.\nExit "
                + "status: 0 deployed, 3 held back, 2 bad input, 1 fault. Ctrl-C ends the search and goes on with "
                + "the best so far; again: stops, to go on later."
        )
        {
            file,
            model,
            label,
            task,
            definition,
            Verb.NewTarget,
        };
        return verb.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = ModelNames.Check(parsed.GetValue(model));
                CommandSession.OpenFile(parsed.GetValue(file)!).Dispose();
                var newTarget = parsed.GetValue(Verb.NewTarget);
                var command = newTarget
                    ? null
                    : ShellCommand.Mlops(parsed.Tokens.Select(token => token.Value).Append("--new-target"), workspace: null);
                var (change, draft) = await DefineAsync(
                    session,
                    name,
                    parsed.GetValue(definition),
                    parsed.GetValue(label),
                    parsed.GetValue(task),
                    command,
                    cancellation
                );
                await session.StartAsync();
                var drop = await session.DropAsync(name, parsed.GetValue(file)!, Environment.UserName, newTarget, draft, cancellation);
                var run = await session.FollowSearchAsync(drop, cancellation);
                if (change is not null && run.Status == RunStatus.Refused)
                {
                    // A definition that led to a refusal must not apply to later files.
                    await session.Workspace.Services.Definitions.RevertAsync(change, cancellation);
                }

                return RunReport.Show(run, session);
            },
            makesWorkspace: true
        );
    }

    /// <summary>
    /// Keeps what was said of the model on the command line as its definition, or as a draft where it is to replace what
    /// serves; null where nothing new was said.
    /// </summary>
    /// <exception cref="ProblemException">It is not the target of the version that serves, and nobody asked for a new
    /// one; nothing is written.</exception>
    private static async Task<(DefinitionChange? Change, string? Draft)> DefineAsync(
        CommandSession session,
        string model,
        FileInfo? file,
        string? label,
        ModelTask? task,
        string? newTargetCommand,
        CancellationToken cancellation
    )
    {
        var services = session.Workspace.Services;
        var store = services.Definitions;
        if (file is null && label is null && task is null)
        {
            return (null, null);
        }

        var text = file is null ? null : await ReadAsync(file, cancellation);
        var known = text is null ? await store.FindAsync(model, cancellation) : DefinitionReader.Parse(text, file!.Name);
        var changed = TargetDraft.Apply(known, label, task);
        if (
            newTargetCommand is not null
            && changed.Label is { } target
            && await TargetChange.FindAsync(services.Registry, services.Deployments, model, target, changed.Task, cancellation)
                is { } change
        )
        {
            throw change.Refusal(newTargetCommand);
        }

        text = changed != known ? DefinitionWriter.Write(changed) : text;
        if (newTargetCommand is null && (await services.Deployments.GetAsync(model, cancellation)).LiveVersion is not null)
        {
            var draft = await store.KeepAsync(changed, cancellation);
            if (text is not null && changed == known)
            {
                await store.KeepTextAsync(model, draft, text, cancellation);
            }

            return (null, draft); // It becomes the model's once its version serves.
        }

        return (text is null ? null : await store.SaveAsync(model, text, cancellation), null);
    }

    /// <summary>A definition's text; of a file or of a pipe, which can be read once.</summary>
    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var content = CommandSession.OpenFile(file);
        return await DefinitionReader.ReadTextAsync(content, file.Name, cancellation);
    }
}
