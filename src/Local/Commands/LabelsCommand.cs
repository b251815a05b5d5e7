using System.CommandLine;
using MLOpsFunctions.Serving;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>labels</c>: predictions worth a label out, labels in.</summary>
internal static class LabelsCommand
{
    /// <summary>Predictions that a terminal shows; a file and <c>--json</c> have all.</summary>
    private const int Shown = 20;

    public static Command Create()
    {
        var model = Verb.Model();
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Where to write unlabelled predictions as CSV, the least confident first",
            HelpName = "FILE",
        };
        var file = new Option<FileInfo?>("--file")
        {
            Description = "That file with the column actual filled in, or another CSV file with the columns id and actual",
            HelpName = "FILE",
        };
        var limit = Bounded("--limit", "Most predictions to write", LabelQueue.DefaultLimit, LabelQueue.MaxLimit);
        var days = Bounded("--days", "Days of predictions to look at", LabelQueue.DefaultDays, LabelQueue.MaxDays);
        var command = new Command("labels", "Write the predictions that are most worth a label, or read labels back")
        {
            model,
            output,
            file,
            limit,
            days,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                if (parsed.GetValue(file) is { } labels)
                {
                    return parsed.GetValue(output) is null
                        ? await FeedbackCommand.RecordAsync(session, name, FeedbackCommand.Read(labels), cancellation)
                        : throw new ProblemException(new("Labels go in or out", "--file and --out", "one of them"));
                }

                var queue = session.Workspace.Services.Labels;
                var found = await queue.ReadAsync(name, parsed.GetValue(limit), parsed.GetValue(days), cancellation);
                if (parsed.GetValue(output) is { } target)
                {
                    Save(target, found);
                }

                Show(session, name, found, parsed.GetValue(output));
                return ExitCode.Ok;
            }
        );
    }

    private static Option<int> Bounded(string name, string description, int fallback, int most)
    {
        var option = new Option<int>(name)
        {
            Description = FormattableString.Invariant($"{description}, 1 to {most}"),
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [{ Value: var text }]
                && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && (number < 1 || number > most)
            )
            {
                result.AddError(FormattableString.Invariant($"{name} is a whole number from 1 to {most}."));
            }
        });
        return option;
    }

    private static void Save(FileInfo file, IReadOnlyList<UnlabelledPrediction> predictions)
    {
        try
        {
            using var writer = new StreamWriter(file.FullName, append: false);
            LabelFile.Write(writer, predictions);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                new("The predictions cannot be written", fault.Message, "a file that can be written", file.FullName, "another --out"),
                fault
            );
        }
    }

    private static void Show(CommandSession session, string model, IReadOnlyList<UnlabelledPrediction> found, FileInfo? output)
    {
        if (output is null && session.Terminal is { Json: false, IsPiped: true })
        {
            LabelFile.Write(Console.Out, found);
            return;
        }

        session.Terminal.Show(
            new { model, predictions = found },
            console =>
            {
                console.WriteLine(
                    output is null
                        ? $"{NumberFormat.Count(found.Count)} predictions have no label; --out FILE writes them."
                        : $"{NumberFormat.Count(found.Count)} predictions were written to {output.FullName}. Fill in the column actual, "
                            + $"then: {ShellCommand.Mlops(["labels", model, "--file", output.FullName], session.NamedWorkspace)}"
                );
                if (output is null && found.Count > 0)
                {
                    Write(console, found);
                }
            }
        );
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<UnlabelledPrediction> found)
    {
        var table = Listing.Table(console, "id", "prediction", "confidence");
        foreach (var one in found.Take(Shown))
        {
            table.AddRow(one.Id, Markup.Escape(one.Prediction), one.Confidence is { } confidence ? NumberFormat.Tabulate(confidence) : "");
        }

        console.Write(table);
    }
}
