using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// <c>init</c>: reads a file as a run would, says what it was taken for, and writes a definition to edit. It trains nothing.
/// </summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A data file" };
        var label = new Option<string?>("--label") { Description = "The column to predict; else it is found", HelpName = "COLUMN" };
        var task = Verb.Task("What to learn; else found from the label's values");
        var output = new Option<FileInfo?>("--out")
        {
            Description = "The definition to write; else NAME.json in this folder",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Write over a file that is there" };
        var verb = new Command("init", "Look at a file, say what was found in it, and write a commented definition to edit")
        {
            file,
            label,
            task,
            output,
            force,
        };
        return verb.OnRun(
            (parsed, session, cancellation) =>
            {
                var source = parsed.GetValue(file)!;
                var model = ModelOf(source.Name);
                var target = parsed.GetValue(output) ?? new FileInfo($"{model}.json");
                if (target.Exists && !parsed.GetValue(force))
                {
                    throw new ProblemException(
                        new("There is such a file already", target.FullName, "a new file", "--out", "--force writes over it")
                    );
                }

                var found = Read(source, model, parsed.GetValue(label), parsed.GetValue(task), cancellation);
                var text = CommentedDefinition.Write(source.Name, found);
                Save(target, text);
                session.Terminal.Show(
                    new
                    {
                        definition = target.FullName,
                        model,
                        found.Rows,
                        found.Inferred,
                        found.Notes,
                    },
                    console => Tell(console, session.Terminal, found)
                );
                if (!session.Terminal.Json)
                {
                    session.Terminal.Say($"definition {target.FullName}");
                    session.Terminal.Say("");
                    string[] next = ["run", source.ToString(), "--model", model, "--definition", target.ToString()];
                    session.Terminal.Say($"Next: read and correct it, then {ShellCommand.Mlops(next, session.NamedWorkspace)}");
                }

                return Task.FromResult(ExitCode.Ok);
            },
            makesWorkspace: true
        );
    }

    /// <summary>A model's name made of a file's: <c>Van Rentals (June).csv</c> gives <c>van-rentals-june</c>.</summary>
    internal static string ModelOf(string file)
    {
        var name = new StringBuilder();
        foreach (var c in file.Split('.')[0].ToLowerInvariant())
        {
            name.Append(
                char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c
                : name is [.., not '-'] ? '-'
                : ""
            );
        }

        var made = name.ToString();
        made = made[..Math.Min(made.Length, 63)].Trim('-');
        return ModelNames.IsValid(made) ? made : "model";
    }

    private static IngestResult Read(FileInfo source, string model, string? label, ModelTask? task, CancellationToken cancellation)
    {
        using var content = CommandSession.OpenFile(source);
        var declared = label is null && task is null ? null : TargetDraft.Apply(null, label, task);
        // The rows are thrown away, and so is the key that would hash the private ones.
        return Ingestion.Read(content, new(model, source.Name, declared, RandomNumberGenerator.GetBytes(32)), cancellation);
    }

    private static void Save(FileInfo target, string text)
    {
        try
        {
            File.WriteAllText(target.FullName, text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                new(
                    "The definition cannot be written",
                    fault.Message,
                    "a folder that can be written",
                    target.FullName,
                    "name another with --out"
                ),
                fault
            );
        }
    }

    private static void Tell(IAnsiConsole console, Terminal terminal, IngestResult found)
    {
        terminal.Say(
            $"rows       {NumberFormat.Count(found.Rows.Kept)} of {NumberFormat.Count(found.Rows.Read)} can be used"
                + (found.Rows.Quarantined > 0 ? $"; {NumberFormat.Count(found.Rows.Quarantined)} would be set aside" : "")
        );
        foreach (var reason in found.Reasons.Take(5))
        {
            terminal.Say($"aside      {reason}");
        }

        InferredText.Write(console, found.Inferred, "--label COLUMN");
        var table = Listing.Table(console, "column", "holds", "used as", "distinct", "missing", "values");
        foreach (var column in found.Profile.Columns)
        {
            table.AddRow(Array.ConvertAll(Cells(column, found), cell => Markup.Escape(PlainText.Escape(cell))));
        }

        console.Write(table);
        foreach (var note in found.Notes)
        {
            terminal.Note($"note: {note.Sentence()}");
        }
    }

    private static string[] Cells(ColumnProfile column, IngestResult found) =>
        [
            PlainText.Name(column.Name),
            column.Type.JsonName(),
            found.Definition.Columns.GetValueOrDefault(column.Name)?.Role?.JsonName() ?? "feature",
            NumberFormat.Count(column.Distinct),
            NumberFormat.Count(column.Missing),
            CommentedDefinition.Values(column),
        ];
}
