using System.CommandLine;
using MLOpsFunctions.Serving;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>feedback</c>: tells what turned out to be true of earlier predictions.</summary>
internal static class FeedbackCommand
{
    /// <summary>Most refusals that are shown; <c>--json</c> has all.</summary>
    private const int MaxShown = 20;

    public static Command Create()
    {
        var model = Verb.Model();
        var file = new Option<FileInfo?>("--file")
        {
            Description = "A CSV file with the columns id and actual; others are passed over, and rows without an actual value too",
            HelpName = "FILE",
        };
        var id = new Option<string?>("--id") { Description = "One prediction, by its id", HelpName = "ID" };
        var actual = new Option<string?>("--actual")
        {
            Description = "What turned out to be true of it: a number, or a class by name",
            HelpName = "VALUE",
        };
        var command = new Command(
            "feedback",
            "Tell what turned out to be true of earlier predictions.\nExit status: 0 all were kept, 2 some "
                + "were refused; the others are kept all the same."
        )
        {
            model,
            file,
            id,
            actual,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var (one, truth) = (parsed.GetValue(id), parsed.GetValue(actual));
                var entries =
                    parsed.GetValue(file) is { } given && one is null && truth is null ? Read(given)
                    : parsed.GetValue(file) is null && one is not null && truth is not null ? [(null, one, truth)]
                    : throw new ProblemException(
                        new(
                            "It is not said what turned out to be true",
                            Expected: "--file FILE, or --id ID and --actual VALUE",
                            Try: "mlops feedback --help"
                        )
                    );
                return await RecordAsync(session, name, entries, cancellation);
            }
        );
    }

    /// <summary>Keeps what was said, and tells what became of each value.</summary>
    internal static async Task<int> RecordAsync(
        CommandSession session,
        string model,
        IReadOnlyList<(long? Line, string? Id, string Actual)> entries,
        CancellationToken cancellation
    )
    {
        var answers = await FeedbackBatch.RecordAsync(
            session.Workspace.Feedback,
            model,
            [.. entries.Select(entry => (entry.Id, (string?)entry.Actual))],
            cancellation
        );
        var told = entries
            .Zip(
                answers,
                (entry, answer) =>
                    new
                    {
                        line = entry.Line,
                        id = answer.Id,
                        accepted = answer.Accepted,
                        problem = answer.Problem,
                    }
            )
            .ToList();
        var accepted = answers.Count(answer => answer.Accepted);
        session.Terminal.Show(
            new
            {
                model,
                accepted,
                refused = told.Count - accepted,
                answers = told,
            },
            console =>
            {
                foreach (var refused in told.Where(entry => !entry.accepted).Take(MaxShown))
                {
                    console.WriteLine($"{(refused.line is { } line ? $"line {line}: " : "")}{refused.problem}");
                }

                console.WriteLine($"{NumberFormat.Count(accepted)} of {NumberFormat.Count(told.Count)} were kept.");
            }
        );
        return accepted == told.Count ? ExitCode.Ok : ExitCode.BadInput;
    }

    /// <summary>The rows of a file that say what turned out to be true.</summary>
    /// <exception cref="ProblemException">A column is missing, or no row says anything.</exception>
    internal static IReadOnlyList<(long? Line, string? Id, string Actual)> Read(FileInfo file)
    {
        using var content = CommandSession.OpenFile(file);
        return [.. LabelFile.Read(content, file.FullName).Select(row => ((long?)row.Line, row.Id, row.Actual))];
    }
}
