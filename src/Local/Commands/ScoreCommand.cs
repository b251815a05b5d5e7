using System.CommandLine;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>score</c>: predicts every row of a file of any size, and keeps the predictions beside it.</summary>
internal static class ScoreCommand
{
    private const int ShownReasons = 10;

    public static Command Create()
    {
        var model = Verb.Model();
        var file = new Option<FileInfo>("--file")
        {
            Description = "A file with the columns that the model was trained on: CSV, JSON, Excel or Parquet, of any length",
            HelpName = "FILE",
            Required = true,
        };
        var output = new Option<FileInfo?>("--out") { Description = "Copy the predictions to this file too", HelpName = "FILE" };
        return new Command(
            "score",
            "Predict every row of a file with the version that serves, in bounded memory. Predictions, refused "
                + "rows and a receipt lie beside the\ncopy of the file in the workspace's score/NAME/ folder."
        )
        {
            model,
            file,
            output,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var rows = parsed.GetValue(file)!;
                CommandSession.OpenFile(rows).Dispose();
                await session.StartAsync();
                var run = await session.FollowAsync(await session.ScoreAsync(name, rows, Environment.UserName, cancellation), cancellation);
                return run.Scored is { } scored
                    ? await ShowAsync(session, run, scored, parsed.GetValue(output), cancellation)
                    : RunReport.Show(run, session);
            }
        );
    }

    private static async Task<int> ShowAsync(
        CommandSession session,
        RunRecord run,
        ScoredFile scored,
        FileInfo? output,
        CancellationToken cancellation
    )
    {
        if (output is not null)
        {
            await CopyAsync(session, scored.Predictions, output, cancellation);
        }

        string Full(string blob) => Path.Combine(session.Workspace.Path, blob);
        var (predictions, refused) = (output?.FullName ?? Full(scored.Predictions), scored.Quarantine is { } aside ? Full(aside) : null);
        session.Terminal.Show(
            new
            {
                run = run.Run,
                model = run.Model,
                version = run.Version,
                rowsRead = scored.Read,
                rowsScored = scored.Scored,
                rowsRefused = scored.Refused,
                reasons = scored.Reasons,
                notes = scored.Notes,
                predictions,
                quarantine = refused,
                receipt = Full(run.Receipt!),
            },
            console =>
            {
                console.WriteLine(run.Message!);
                foreach (var sentence in scored.Notes.Sentences().Concat(scored.Reasons.Take(ShownReasons).Select(reason => $"{reason}")))
                {
                    console.WriteLine($"  {PlainText.Escape(sentence)}");
                }

                console.WriteLine($"predictions  {predictions}");
                if (refused is not null)
                {
                    console.WriteLine($"refused      {refused}");
                }
            }
        );
        return ExitCode.Ok;
    }

    private static async Task CopyAsync(CommandSession session, string blob, FileInfo output, CancellationToken cancellation)
    {
        var name = blob[(StorageNames.ScoreContainer.Length + 1)..];
        await using var predictions =
            await session.Workspace.Services.Blobs.OpenReadAsync(StorageNames.ScoreContainer, name, cancellation)
            ?? throw new ProblemException(new("The predictions are gone again", blob, Try: "score the file once more", Status: 409));
        try
        {
            await using var copy = output.Create();
            await predictions.Content.CopyToAsync(copy, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                new("The predictions cannot be written", fault.Message, "a file that can be written", output.FullName, "another --out"),
                fault
            );
        }
    }
}
