using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Hosting;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What every verb has in common: its options, and how problems and faults end it.</summary>
internal static class Verb
{
    /// <summary>The workspace where none is named.</summary>
    public const string DefaultWorkspace = "./.mlops";

    public static readonly Option<string> Workspace = new("--workspace")
    {
        Recursive = true,
        Description = "The folder that holds files, models and history",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultWorkspace,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Recursive = true,
        Description = "Print one JSON document; progress goes to standard error",
    };

    public static readonly Option<string> By = new("--by")
    {
        Description = "Who decides; for the ledger",
        HelpName = "NAME",
        DefaultValueFactory = _ => Environment.UserName,
        Validators = { option => Check(option, text => Attribution.By(text!)) },
    };

    public static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why; for the ledger",
        HelpName = "TEXT",
        Validators = { option => Check(option, Attribution.Reason) },
    };

    /// <summary>Makes a refusal of what an option says one of the command line.</summary>
    private static void Check(OptionResult option, Func<string?, string?> check)
    {
        try
        {
            check(option.GetValueOrDefault<string>());
        }
        catch (ProblemException refusal)
        {
            option.AddError(refusal.Problem.ToString());
        }
    }

    public static readonly Option<bool> NewTarget = new("--new-target")
    {
        Description = "Let a version with another label or task take the place of the one that serves: a new lineage begins",
    };

    /// <summary>The option that names a task.</summary>
    public static Option<ModelTask?> Task(string description)
    {
        var option = new Option<ModelTask?>("--task")
        {
            Description = $"{description} ({string.Join(", ", Enum.GetValues<ModelTask>().Select(task => task.JsonName()))})",
            HelpName = "TASK",
            CustomParser = ParseTask,
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(_ => Enum.GetValues<ModelTask>().Select(known => new CompletionItem(known.JsonName())));
        return option;
    }

    private static ModelTask? ParseTask(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Enum.GetNames<ModelTask>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<ModelTask>(text, ignoreCase: true);
        }

        result.AddError(
            $"'{text}' is not a task; expected one of {string.Join(", ", Enum.GetValues<ModelTask>().Select(task => task.JsonName()))}."
        );
        return null;
    }

    /// <summary>The model's name as first argument.</summary>
    public static Argument<string> Model() => new("MODEL") { Description = "The model's name" };

    private static ProblemException NoWorkspace(string path) =>
        new(
            new(
                "There is no workspace",
                "no such folder",
                "the folder that an earlier run or serve has made",
                Path.GetFullPath(path),
                "check --workspace; mlops run FILE --model NAME makes a workspace",
                404
            )
        );

    /// <summary>A verb over a workspace.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="action">What it does.</param>
    /// <param name="makesWorkspace">Whether it makes the workspace where there is none; else it is refused.</param>
    public static Command OnRun(
        this Command command,
        Func<ParseResult, CommandSession, CancellationToken, Task<int>> action,
        bool makesWorkspace = false
    )
    {
        command.SetAction(
            async (parsed, _) =>
            {
                var folder = parsed.GetValue(Workspace)!;
                var hints = new CommandHints(folder == DefaultWorkspace ? null : folder, parsed.RootCommandResult.Command);
                var terminal = new Terminal(parsed.GetValue(Json), hints);
                using var interruption = new Interruption();
                using var telemetry = OtlpExport.Start();
                try
                {
                    if (!makesWorkspace && !Directory.Exists(folder))
                    {
                        throw NoWorkspace(folder);
                    }

                    using var logs = LoggerFactory.Create(log =>
                        log.AddPlainConsole()
                            .AddFilter(level => level >= LogLevel.Error)
                            .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace)
                    );
                    await using var session = new CommandSession(folder, terminal, TimeProvider.System, logs, interruption);
                    var status = await action(parsed, session, interruption.Stopped);
                    await session.NotifyAsync(interruption.Stopped);
                    return status;
                }
                catch (ProblemException refusal)
                {
                    terminal.Refuse(refusal.Problem);
                    return refusal.Problem.Status < 500 ? ExitCode.BadInput : ExitCode.Fault;
                }
                catch (OperationCanceledException) when (interruption.Stopped.IsCancellationRequested)
                {
                    if (terminal.Json)
                    {
                        terminal.Refuse(new("Stopped before the end", Try: "the same command again: what was begun goes on", Status: 499));
                    }

                    return ExitCode.Interrupted;
                }
                catch (Exception fault)
                {
                    terminal.Fail(fault);
                    return ExitCode.Fault;
                }
            }
        );
        return command;
    }
}
