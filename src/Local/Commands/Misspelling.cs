using System.CommandLine;

namespace MLOpsFunctions.Local.Commands;

/// <summary>Finds the verb or option that a command line probably meant.</summary>
internal static class Misspelling
{
    /// <summary><c>Did you mean 'run'?</c>; null where nothing is near.</summary>
    /// <param name="parsed">A command line that is not understood.</param>
    /// <param name="root">All verbs, with the options that every verb has.</param>
    public static string? Of(ParseResult parsed, Command root)
    {
        var verb = parsed.CommandResult.Command;
        string[] known =
            verb == root
                ? [.. root.Subcommands.Select(command => command.Name)]
                : [.. verb.Options.Concat(root.Options).Select(option => option.Name)];
        return parsed.UnmatchedTokens.Select(token => DidYouMean.Sentence(token, known)).FirstOrDefault(sentence => sentence is not null);
    }
}
