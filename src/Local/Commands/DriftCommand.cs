using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>drift</c>: compares current data with what the live version was trained on.</summary>
internal static class DriftCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        var file = new Option<FileInfo?>("--file")
        {
            Description = "The current data; without it, what was asked of the model",
            HelpName = "FILE",
        };
        return new Command("drift", "Compare current data with the training data; starts a run where the retrain policy asks for one")
        {
            model,
            file,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var workspace = await session.StartAsync();
                var upload = parsed.GetValue(file) is { } current ? await UploadAsync(session, name, current, cancellation) : null;
                var key = session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
                var ended = await workspace.Engine.WaitAsync(
                    await workspace.Starter.CheckDriftAsync(name, key, upload, Environment.UserName, cancellation),
                    cancellation
                );
                if (ended.State == FlowState.Failed)
                {
                    throw ended.Problem is { } problem ? new ProblemException(problem) : new InvalidOperationException(ended.Error);
                }

                var outcome = MLOpsFunctions.Json.Read<DriftOutcome>(ended.Output!);
                var report = await workspace.Services.DriftReports.LastAsync(name, cancellation);
                session.Terminal.Show(
                    new
                    {
                        report!.Drifted,
                        report.Conclusive,
                        report.Rows,
                        report.Columns,
                        report.Sentence,
                        report.Decision,
                        outcome,
                        report,
                    },
                    console => Write(console, outcome, report)
                );
                return ExitCode.Ok;
            }
        );
    }

    private static async Task<string> UploadAsync(CommandSession session, string model, FileInfo file, CancellationToken cancellation)
    {
        var name = $"{model}/{file.Name}";
        await using var content = CommandSession.OpenFile(file);
        await session.Workspace.Services.Blobs.WriteAsync(StorageNames.UploadsContainer, name, content, cancellation: cancellation);
        return name;
    }

    private static void Write(IAnsiConsole console, DriftOutcome outcome, DriftReport report)
    {
        var current =
            report.Current == DriftReport.OfPredictions
                ? string.Create(CultureInfo.InvariantCulture, $"the newest {report.Rows:N0} rows that the model was asked for")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the {report.Rows:N0} rows of {report.Current[(report.Current.IndexOf('/') + 1)..]}"
                );
        console.WriteLine($"Compared {current} with the data that version {report.Version} was trained on.");
        foreach (var note in report.Notes ?? [])
        {
            console.WriteLine(note.Sentence());
        }

        var table = Listing.Table(console, "column", "test", "value", "threshold", "drifted", "importance", "since");
        foreach (var column in report.Columns.Where((column, i) => i < 20 || column.Drifted || column.Missing))
        {
            AddRow(table, column.Column, column, report);
        }

        if (report.Predictions is { } predictions)
        {
            AddRow(table, "(predictions)", predictions, report);
        }

        if (report.Label is { } label)
        {
            AddRow(table, $"{label.Column} (label)", label, report);
        }

        console.Write(table);
        console.WriteLine(outcome.Sentence);
        if (outcome.Run is { } run)
        {
            console.WriteLine($"Run {run} was started.");
        }
    }

    private static void AddRow(Table table, string name, ColumnDrift column, DriftReport report)
    {
        var drifted =
            column.Missing ? "missing"
            : !report.Conclusive ? "too few rows"
            : column.Drifted ? "yes"
            : "no";
        table.AddRow(
            Array.ConvertAll(
                [
                    name,
                    column.Test,
                    column.Missing ? "" : column.Value.ToString("0.0000", CultureInfo.InvariantCulture),
                    column.Threshold.ToString("0.00", CultureInfo.InvariantCulture),
                    drifted,
                    column.Importance?.ToString("0.0%", CultureInfo.InvariantCulture) ?? "",
                    column.Since?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
                ],
                cell => cell is "yes" or "missing" ? $"[yellow]{cell}[/]" : Markup.Escape(cell)
            )
        );
    }
}
