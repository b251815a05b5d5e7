using System.CommandLine;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Makes the commands in a message those that a person can copy as they stand: where a workspace was named, they name it
/// too.
/// </summary>
internal sealed class CommandHints
{
    /// <summary>For the default workspace.</summary>
    public static readonly CommandHints None = new(null, new RootCommand());

    private readonly string? _workspace;
    private readonly Regex _command;

    /// <summary>Hints for a workspace.</summary>
    /// <param name="workspace">The folder as it was named; null: the default one.</param>
    /// <param name="root">All verbs.</param>
    public CommandHints(string? workspace, Command root)
    {
        _workspace = workspace;
        var verbs = string.Join('|', root.Subcommands.Select(verb => Regex.Escape(verb.Name)));
        // A command that ends at a semicolon or a comma, and names its workspace itself, is left as it is.
        _command = new($@"\bmlops (?=(?:{verbs})\b)(?![^;,]*--workspace)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The message with the workspace in each of its commands.</summary>
    public string Complete(string message) =>
        _workspace is null
            ? message
            : _command.Replace(message, $"mlops --workspace {ShellWord.Of(_workspace).Replace("$", "$$", StringComparison.Ordinal)} ");
}
