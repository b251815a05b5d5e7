using System.CommandLine;
using MLOpsFunctions.Data;
using MLOpsFunctions.Storage;
using MLOpsFunctions.Training;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>predict</c>: scores a file with the version that serves.</summary>
internal static class PredictCommand
{
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
            var (rows, notes) = FrameReader.ReadCsv(content, served.Schema, parsed.GetValue(file)!.Name, cancellation: cancellation);
            if (rows.RowCount == 0)
            {
                throw new ProblemException(new("There are no rows to predict", "a header at most", "one row or more", parsed.GetValue(file)!.FullName));
            }

            var answer = served.Answer(rows, session.Workspace.Services.Settings.Threads);
            var (predictions, ids) = (answer.Predictions, session.Workspace.Predictions.Append(answer));
            foreach (var note in notes.Take(20))
            {
                session.Terminal.Note(string.IsNullOrEmpty(note.Column) ? $"line {note.Line}: {note.Reason}; all of it taken as missing" : $"line {note.Line}, column '{note.Column}': {note.Reason}; taken as missing");
            }

            answer.Doubts.ToList().ForEach(session.Terminal.Note);
            var answers = Enumerable.Range(0, rows.RowCount).Select(row => Answer(predictions, row, ids[row])).ToList();
            session.Terminal.Show(
                new { model = name, version = served.Version.Number, notes = answer.Doubts.Count > 0 ? answer.Doubts : null, predictions = answers },
                console => answers.ForEach(answer => console.WriteLine(Text(answer))));
            return ExitCode.Ok;
        });
    }

    private static string Text(RowAnswer answer) => answer switch
    {
        { Prediction: double number, Low: { } low, High: { } high } => $"{Cells.Write(number)} ({Cells.Write(low)} to {Cells.Write(high)})",
        { Prediction: double number, Anomaly: { } isAnomaly } => $"{Cells.Write(number)} {(isAnomaly ? "anomaly" : "no anomaly")}",
        { Prediction: double number, Distance: { } distance } => $"{Cells.Write(number)} ({Cells.Write(distance)} from its centre)",
        { Prediction: double number } => Cells.Write(number),
        _ => $"{answer.Prediction}",
    };

    private static RowAnswer Answer(Predictions predictions, int row, string id)
    {
        if (predictions.Probabilities is not { } probabilities)
        {
            return new(id, predictions.Values[row], null, predictions.Distances?[row], predictions.IsAnomaly(row), predictions.Lows?[row], predictions.Highs?[row]);
        }

        var classes = predictions.Classes;
        return new(
            id, classes[(int)predictions.Values[row]],
            classes.Select((name, c) => (name, value: probabilities[(row * classes.Count) + c])).ToDictionary(entry => entry.name, entry => entry.value, StringComparer.Ordinal));
    }

    private sealed record RowAnswer(
        string Id, object Prediction, IReadOnlyDictionary<string, double>? Probabilities, double? Distance = null, bool? Anomaly = null, double? Low = null, double? High = null);
}
