using System.CommandLine;

namespace MLOpsFunctions.Local.Commands;

/// <summary>Finds the verb or option that a command line probably meant.</summary>
internal static class Misspelling
{
    /// <summary>What is not understood: the first word that nobody knows, else all that is missing or wrong.</summary>
    public static string Found(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var word, ..])
        {
            return string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct());
        }

        var command = parsed.CommandResult.Command;
        return command is RootCommand
            ? $"'{PlainText.Name(word)}' is no command of mlops."
            : $"'{PlainText.Name(word)}' is no {(word.StartsWith('-') ? "option" : "argument")} of mlops {command.Name}.";
    }

    /// <summary><c>Did you mean 'run'?</c>; null where nothing is near.</summary>
    /// <param name="parsed">A command line that is not understood.</param>
    /// <param name="root">All verbs, with the options that every verb has.</param>
    public static string? Of(ParseResult parsed, Command root)
    {
        var verb = parsed.CommandResult.Command;
        string[] known =
            verb == root
                ? [.. root.Subcommands.Select(command => command.Name)]
                : [.. verb.Options.Concat(root.Options.Where(option => option.Recursive)).Select(option => option.Name)];
        return parsed.UnmatchedTokens.Select(token => DidYouMean.Sentence(token, known)).FirstOrDefault(sentence => sentence is not null);
    }
}
