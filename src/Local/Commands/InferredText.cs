using MLOpsFunctions.Data;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What was inferred of a file, in lines for a person.</summary>
internal static class InferredText
{
    /// <summary>Columns that a line names.</summary>
    private const int Shown = 10;

    /// <summary>What was found, each line with its heading.</summary>
    /// <param name="found">What a file was taken for.</param>
    /// <param name="confirm">The command that confirms a label that was guessed; null: nothing is to be confirmed.</param>
    public static IEnumerable<(string Heading, string Text)> Lines(InferredSchema found, string? confirm)
    {
        yield return ("label", found.Label is { } label ? $"{label} ({Reason(found.LabelFrom, confirm)})" : "none: the task needs none");
        yield return (
            "task",
            $"{found.Task.JsonName()} (" + $"{(found.TaskFrom == TaskSource.Declared ? "declared" : "from the values of the label")})"
        );
        yield return ("time", found.Time ?? "none");
        if (found.Task == Definitions.ModelTask.Forecast)
        {
            yield return ("series", found.Series.Count == 0 ? "one" : $"one for each {string.Join(", ", found.Series)}");
        }

        foreach (var reason in found.Unused.GroupBy(column => column.Reason))
        {
            var names = reason.Select(column => column.Column).ToList();
            yield return (
                "unused",
                $"{string.Join(", ", names.Take(Shown))}"
                    + $"{(names.Count > Shown ? $" and {names.Count - Shown} more" : "")}: {Reason(reason.Key)}"
            );
        }
    }

    /// <summary>The same of a run that has read its file, with the place of its definition.</summary>
    /// <param name="workspace">The workspace's folder.</param>
    /// <param name="confirm">The command that confirms a label that was guessed; null: nothing is to be confirmed.</param>
    public static IEnumerable<(string Heading, string Text)> Lines(RunRecord run, string workspace, string? confirm) =>
        run.Inferred is not { } found
            ? []
            : [.. Lines(found, confirm), ("definition", Path.Combine(workspace, StorageNames.DefinitionsContainer, $"{run.Model}.json"))];

    /// <summary>Prints the lines.</summary>
    public static void Write(IAnsiConsole console, RunRecord run, string workspace, string? confirm) =>
        Write(console, Lines(run, workspace, confirm));

    /// <summary>Prints the lines.</summary>
    public static void Write(IAnsiConsole console, InferredSchema found, string? confirm) => Write(console, Lines(found, confirm));

    private static void Write(IAnsiConsole console, IEnumerable<(string Heading, string Text)> lines)
    {
        foreach (var (heading, text) in lines)
        {
            console.WriteLine($"{heading, -10} {text}");
        }
    }

    private static string Reason(LabelSource? source, string? confirm) =>
        source switch
        {
            LabelSource.Declared => "declared",
            LabelSource.Name => "by its name",
            _ => $"a guess: it is the last column; {confirm ?? "--label COLUMN"} confirms it",
        };

    /// <summary>Why a column is not learned from.</summary>
    public static string Reason(UnusedReason reason) =>
        reason switch
        {
            UnusedReason.Declared => "the definition says so",
            UnusedReason.Empty => "no value in any row",
            UnusedReason.Identifier => "names its rows",
            UnusedReason.Unnamed => "has no name",
            UnusedReason.LabelCopy => "the label again",
            UnusedReason.LabelLeak => "predicts the label almost perfectly, probably known only afterwards",
            _ => "says which rows are held out",
        };
}
