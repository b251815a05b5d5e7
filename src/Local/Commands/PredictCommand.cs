using System.CommandLine;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>predict</c>: scores a file with the version that serves, or forecasts the next steps.</summary>
internal static class PredictCommand
{
    /// <summary>Most cells, rows and columns that are shown.</summary>
    private const int MaxShown = 20;

    public static Command Create()
    {
        var model = Verb.Model();
        var file = new Option<FileInfo?>("--file")
        {
            Description = "A CSV file with the columns that the model was trained on; the label may be absent. Not needed for a forecast",
            HelpName = "FILE",
        };
        var steps = new Option<int?>("--steps")
        {
            Description = "For a forecast without a file: how many steps; else as many as it was measured on",
            HelpName = "N",
        };
        var output = new Option<FileInfo?>("--out") { Description = "Write the answers to this file, as CSV", HelpName = "FILE" };
        var command = new Command(
            "predict",
            "Predict every row of a file with the version that serves, or forecast the next steps.\nA "
                + "terminal shows a table; a pipe and --out get CSV."
        )
        {
            model,
            file,
            steps,
            output,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var routed =
                    await session.Workspace.Router.FindAsync(name, cancellation)
                    ?? throw await WaitingText.NothingServesAsync(session, name, cancellation);
                CheckSteps(parsed.GetValue(steps), parsed.GetValue(file));
                CheckOutput(parsed.GetValue(file), parsed.GetValue(output));
                var predicted = parsed.GetValue(file) is { } rows
                    ? PredictFile(session, routed, rows, cancellation)
                    : await ForecastAsync(session, routed, parsed.GetValue(steps), cancellation);
                Show(session, routed.Served, predicted, parsed.GetValue(output));
                return ExitCode.Ok;
            }
        );
    }

    private static void CheckSteps(int? steps, FileInfo? file)
    {
        if (steps is not null && file is not null)
        {
            throw new ProblemException(
                new(
                    "Steps are for a forecast without a file",
                    "--steps and --file",
                    "one of them",
                    Try: "the file says itself which times are asked for"
                )
            );
        }

        if (steps is < 1 or > ForecastDefinition.MaxHorizon)
        {
            throw new ProblemException(
                new(
                    "So many steps cannot be forecast",
                    FormattableString.Invariant($"{steps}"),
                    FormattableString.Invariant($"1 to {ForecastDefinition.MaxHorizon}"),
                    "--steps"
                )
            );
        }
    }

    private static void CheckOutput(FileInfo? file, FileInfo? output)
    {
        if (file is not null && output is { Exists: true } && Target(file) == Target(output))
        {
            throw new ProblemException(
                new(
                    "The answers would take the place of the rows",
                    "the same file as --file and --out",
                    "another file to write to",
                    output.FullName,
                    "another --out"
                )
            );
        }

        static string Target(FileInfo file) =>
            file.Exists ? (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName : file.FullName;
    }

    private static PredictedRows PredictFile(CommandSession session, RoutedModel routed, FileInfo file, CancellationToken cancellation)
    {
        var (served, log, time) = (routed.Served, session.Workspace.Predictions, session.Workspace.Services.Time);
        var started = time.GetTimestamp();
        using var content = CommandSession.OpenFile(file);
        var rows = FrameReader.ReadCsv(content, served.Schema, file.Name, ingest: served.Ingest, cancellation: cancellation);
        if (rows.Frame.RowCount == 0)
        {
            throw UnreadableRows.None(file.FullName, rows.SetAside.Count, rows.SetAside.FirstOrDefault());
        }

        UnreadableRows.CheckInputs(served, rows.Absent, file.FullName);
        foreach (var note in rows.Notes.Take(MaxShown))
        {
            session.Terminal.Aside($"line {note.Line}, {UnreadableRows.Sentence(note)}");
        }

        if (rows.SetAside.Count > 0)
        {
            log.AppendRefused(served.Version, routed.Role, routed.Slot, rows.SetAside.Count, RefusalCode.Unreadable);
        }

        var answer = log.Watch(
            routed,
            rows.Frame.RowCount,
            RefusalCode.Unanswerable,
            () => served.Predict(rows.Frame, session.Workspace.Services.Settings.Threads, new(rows.Absent))
        );
        var unread = rows
            .Notes.Where(note => served.Inputs.Any(input => input.Name == note.Column))
            .ToLookup(note => note.Line, note => UnreadableRows.Sentence(note));
        var ids = log.Append(answer, routed.Role, routed.Slot, time.GetElapsedTime(started));
        foreach (var (row, notes) in answer.RowNotes.Take(MaxShown))
        {
            session.Terminal.Aside($"line {rows.Lines[row]}: {string.Join(" ", notes.Sentences())}");
        }

        return new(
            [
                .. ids.Select(
                    (id, row) =>
                        RowPrediction.Of(answer.Predictions, row, rows.Lines[row], id) with
                        {
                            Notes = unread[rows.Lines[row]].Concat(answer.NotesOf(row).Sentences()).ToList() is { Count: > 0 } notes
                                ? notes
                                : null,
                        }
                ),
            ],
            rows.SetAside,
            [.. rows.Remarks, .. answer.Warnings],
            answer.Missing
        );
    }

    private static async Task<PredictedRows> ForecastAsync(
        CommandSession session,
        RoutedModel routed,
        int? steps,
        CancellationToken cancellation
    )
    {
        var (services, served) = (session.Workspace.Services, routed.Served);
        var started = services.Time.GetTimestamp();
        var definition = await services.Definitions.ReadAsync(served.Version.Definition, cancellation);
        var known = served.Horizon is null
            ? new([], 0)
            : await services.Artifacts.ReadAsync(served.Version.Dataset, FrameFile.Read, cancellation);
        var answer = served.Forecast(known, steps ?? served.Horizon ?? 1, definition.Forecast.Known, services.Settings.Threads);
        var ids = session.Workspace.Predictions.Append(answer, routed.Role, routed.Slot, services.Time.GetElapsedTime(started));
        return new(
            [
                .. ids.Select(
                    (id, row) =>
                        RowPrediction.Of(answer.Predictions, row, row + 1, id) with
                        {
                            At = RowPrediction.CellsOf(answer.Inputs, row),
                        }
                ),
            ],
            [],
            answer.Warnings,
            []
        );
    }

    private static void Show(CommandSession session, ServedModel served, PredictedRows predicted, FileInfo? output)
    {
        var terminal = session.Terminal;
        predicted.Notes.Sentences().ToList().ForEach(terminal.Aside);
        if (output is not null)
        {
            PredictionCsv.Write(output, predicted.Answers);
            terminal.Aside($"{NumberFormat.Count(predicted.Answers.Count)} rows were written to {output.FullName}.");
        }

        if (terminal is { Json: false, IsPiped: true } || (output is not null && !terminal.Json))
        {
            foreach (var row in predicted.SetAside.Take(MaxShown))
            {
                terminal.Aside($"line {row.Line} was set aside: {row.Reason}");
            }

            if (output is null)
            {
                PredictionCsv.Write(Console.Out, predicted.Answers);
            }

            return;
        }

        var aside = predicted.SetAside.Count == 0 ? null : predicted.SetAside.Select(row => new { row.Line, row.Reason });
        terminal.Show(
            new
            {
                model = served.Version.Model,
                version = served.Version.Number,
                missing = predicted.Missing.Count > 0 ? predicted.Missing : null,
                notes = predicted.Notes.Count > 0 ? predicted.Notes : null,
                predictions = predicted.Answers,
                setAside = aside,
            },
            console => RowPrediction.Write(console, predicted.Answers, predicted.SetAside, served.Model.Label ?? "prediction")
        );
    }

    /// <summary>Answers, rows that got none, what a reader should know, and the columns that every row lacks.</summary>
    private sealed record PredictedRows(
        IReadOnlyList<RowPrediction> Answers,
        IReadOnlyList<QuarantinedRow> SetAside,
        IReadOnlyList<Note> Notes,
        IReadOnlyList<string> Missing
    );
}
