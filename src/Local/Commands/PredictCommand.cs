using System.CommandLine;
using MLOpsFunctions.Data;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>predict</c>: scores a file with the version that serves.</summary>
internal static class PredictCommand
{
    /// <summary>Cells that a person is told of.</summary>
    private const int Told = 20;

    public static Command Create()
    {
        var model = Verb.Model();
        var file = new Option<FileInfo>("--file") { Description = "A CSV file with the columns that the model was trained on; the label may be absent", HelpName = "FILE", Required = true };
        return new Command("predict", "Predict every row of a file with the version that serves") { model, file }.OnRun(async (parsed, session, cancellation) =>
        {
            var name = ModelNames.Check(parsed.GetValue(model));
            var served = await session.Workspace.Router.FindAsync(name, cancellation)
                ?? throw new ProblemException(new($"No version of '{name}' serves", Try: $"mlops run FILE --model {name}", Status: 404));
            await using var content = Session.OpenFile(parsed.GetValue(file)!);
            var rows = FrameReader.ReadCsv(content, served.Schema, parsed.GetValue(file)!.Name, encoding: served.Encoding, cancellation: cancellation);
            if (rows.Frame.RowCount == 0)
            {
                throw new ProblemException(new(
                    "There are no rows to predict", rows.SetAside is [var bad, ..] ? $"{rows.SetAside.Count} rows that cannot be read, the first on line {bad.Line}: {bad.Reason}" : "a header at most",
                    "one row or more", parsed.GetValue(file)!.FullName));
            }

            var absent = served.Inputs.Select(column => column.Name).Intersect(rows.Absent).ToList();
            if (absent.Count == served.Inputs.Count)
            {
                throw new ProblemException(new(
                    "The file has none of the columns that the model answers from", "none of them", string.Join(", ", absent.Take(Told)), parsed.GetValue(file)!.FullName,
                    $"mlops card {name} lists them; their names have to be the same to the letter"));
            }

            var answer = served.Answer(rows.Frame, session.Workspace.Services.Settings.Threads, new(rows.Absent));
            var ids = session.Workspace.Predictions.Append(answer);
            foreach (var note in rows.Notes.Take(Told))
            {
                session.Terminal.Note($"line {note.Line}, column '{note.Column}': {(note.Found is { } found ? $"'{found}' is " : "")}{note.Reason}; taken as missing");
            }

            answer.Doubts.ToList().ForEach(session.Terminal.Note);
            foreach (var (row, notes) in answer.RowNotes.Take(Told))
            {
                session.Terminal.Note($"line {rows.Lines[row]}: {string.Join(" ", notes)}");
            }

            var answers = Enumerable.Range(0, rows.Frame.RowCount)
                .Select(row => RowAnswer.Of(answer.Predictions, row, rows.Lines[row], ids[row]) with { Notes = answer.NotesOf(row) is { Count: > 0 } notes ? notes : null }).ToList();
            var aside = rows.SetAside.Count == 0 ? null : rows.SetAside.Select(row => new { row.Line, row.Reason });
            session.Terminal.Show(
                new { model = name, version = served.Version.Number, missing = answer.Missing.Count > 0 ? answer.Missing : null, notes = answer.Doubts.Count > 0 ? answer.Doubts : null, predictions = answers, setAside = aside },
                console => RowAnswer.Write(console, answers, rows.SetAside, served.Model.Label ?? "prediction"));
            return ExitCode.Ok;
        });
    }
}
