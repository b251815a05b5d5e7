using System.CommandLine;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Stores;

if (!OperatingSystem.IsWindows())
{
    Posix.IgnoreFileSizeSignal();
}

var root = new RootCommand(
    "Drop a data file; get a model in production, if and only if it earns its place.\n\n"
        + "Start with 'mlops demo'. Then 'mlops run FILE --model NAME' for a file of your own, or 'mlops "
        + "serve' and drop files into the workspace's incoming/NAME/ folder."
)
{
    DemoCommand.Create(),
    RunCommand.Create(),
    ServeCommand.Create(),
    RetrainCommand.Create(),
    PredictCommand.Create(),
    ScoreCommand.Create(),
    FeedbackCommand.Create(),
    PerformanceCommand.Create(),
    LabelsCommand.Create(),
    DriftCommand.Create(),
    DecisionsCommand.Create(),
    RollbackCommand.Create(),
    ApprovalCommand.Create(approved: true),
    ApprovalCommand.Create(approved: false),
    CancelCommand.Create(),
    RunsCommand.Create(),
    NotificationsCommand.Create(),
    ReviewCommand.Create(),
    ModelsCommand.Create(),
    VersionsCommand.Create(),
    LineageCommand.Create(),
    CardCommand.Create(),
    LedgerCommand.Create(),
    ExportCommand.Create(),
};
Array.ForEach(RolloutCommands.Create(), root.Add);
root.Options.Add(Verb.Workspace);
root.Options.Add(Verb.Json);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not null && !args.Any(argument => argument is "-h" or "--help" or "-?"))
{
    var verb = parsed.CommandResult.Command == root ? "" : $" {parsed.CommandResult.Command.Name}";
    new Terminal(json: args.Contains("--json")).Refuse(
        new(
            "The command line is not understood",
            Misspelling.Found(parsed),
            Try: string.Join(' ', new[] { Misspelling.Of(parsed, root), $"mlops{verb} --help" }.OfType<string>())
        )
    );
    return ExitCode.BadInput;
}

// Each verb has its own meaning of Ctrl-C (Interruption).
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
