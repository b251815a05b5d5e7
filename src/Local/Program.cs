using System.CommandLine;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Stores;

if (!OperatingSystem.IsWindows())
{
    Posix.IgnoreFileSizeSignal();
}

var root = CommandTree.Create();
var parsed = root.Parse(args);
var isHelp =
    args is [var directive, ..] && directive.StartsWith("[suggest", StringComparison.Ordinal)
    || args.Any(argument => argument is "-h" or "--help");
if (parsed.Errors.Count > 0 && parsed.Action is not null && !isHelp)
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
