using System.CommandLine;
using System.Text;
using MLOpsFunctions.Local.Commands;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>Writes docs/cli.md.</summary>
internal static class CliGuide
{
    /// <summary>The program and every verb, in the order of the help.</summary>
    public static IEnumerable<Command> Commands(Command root) => root.Subcommands.SelectMany(Commands).Prepend(root);

    /// <summary>A verb as it is typed, such as <c>mlops completion bash</c>.</summary>
    public static string NameOf(Command command) =>
        command is RootCommand ? "mlops" : $"{NameOf(command.Parents.OfType<Command>().Single())} {command.Name}";

    /// <summary>The guide.</summary>
    public static string Write(RootCommand root)
    {
        var text = new StringBuilder();
        text.Append("# The command line\n\n");
        text.Append("Made from the program; `mlops VERB --help` says the same. Exit status: 0 done or deployed, 1 a\n");
        text.Append("fault, 2 bad input, 3 held back, 130 stopped. Every verb takes these options:\n\n");
        Rows(text, root.Options.Where(option => option.Recursive || option.Name == "--help").Select(Row));
        foreach (var command in Commands(root).Skip(1))
        {
            text.Append($"\n## {NameOf(command)}\n\n");
            text.Append(Wrap(command.Description!)).Append("\n\n");
            Rows(
                text,
                command
                    .Arguments.Select(argument => (argument.Name, argument.Description ?? ""))
                    .Concat(command.Options.Where(option => option.Name != "--help").Select(Row))
            );
            foreach (var example in HelpExamples.Of(command))
            {
                text.Append($"    {example}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The repository's folder.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MLOpsFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    private static (string, string) Row(Option option) =>
        (option.HelpName is { } value ? $"{option.Name} {value}" : option.Name, option.Description ?? "");

    private static void Rows(StringBuilder text, IEnumerable<(string Name, string Description)> rows)
    {
        var listed = rows.ToList();
        if (listed.Count > 0)
        {
            text.Append("| argument | meaning |\n|---|---|\n");
            listed.ForEach(row => text.Append($"| `{row.Name}` | {row.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n"));
            text.Append('\n');
        }
    }

    private static string Wrap(string text)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length + 1 > 100)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        return string.Join('\n', lines.Append(line));
    }
}
