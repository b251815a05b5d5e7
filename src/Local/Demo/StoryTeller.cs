using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// Plays the steps of a story in a workspace and shows them. Each story has one right course: what goes otherwise is a fault of the
/// product, and ends it.
/// </summary>
/// <param name="session">Where it is played and shown.</param>
/// <param name="model">The model.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class StoryTeller(CommandSession session, string model, CancellationToken cancellation)
{
    /// <summary>Rows of an answer that are shown.</summary>
    private const int Shown = 6;

    private readonly Dictionary<string, IReadOnlyList<string>> _answered = [];
    private int _titles;

    /// <summary>How the runs ended, in order.</summary>
    public List<RunReport> Runs { get; } = [];

    /// <summary>The last drift check; null before there was one.</summary>
    public DriftOutcome? Drift { get; private set; }

    private PipelineServices Services => session.Workspace.Services;

    private Terminal Terminal => session.Terminal;

    /// <summary>Begins a chapter.</summary>
    public void Title(string text) => Terminal.SayMarkup($"\n[bold]{++_titles}. {Spectre.Console.Markup.Escape(text)}[/]");

    /// <summary>Drops a file and follows its run to the end.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="csv">What is in it.</param>
    /// <param name="end">How the run is to end.</param>
    public async Task DropAsync(string name, string csv, RunStatus end)
    {
        var run = await session.DropAsync(model, Write(name, csv), Environment.UserName, newTarget: false, definition: null, cancellation);
        await FollowAsync(run, end);
    }

    /// <summary>Shows some of the rows of a dropped file that were set aside.</summary>
    public async Task ShowAsideAsync(string name)
    {
        await using var read = await Services.Blobs.OpenReadAsync(
            StorageNames.IncomingContainer,
            $"{model}/{name}.receipt.json",
            cancellation
        );
        var receipt = await System.Text.Json.JsonSerializer.DeserializeAsync<Receipt>(read!.Content, Json.Compact, cancellation);
        foreach (var row in receipt!.Examples.Take(4))
        {
            Terminal.Note($"  set aside: line {row.Line}{(row.Column is null ? "" : $", column {row.Column}")}: {row.Reason}");
        }
    }

    /// <summary>Predicts the rows of a file with the version that serves; shows the first answers and what the first rests on.</summary>
    public async Task PredictAsync(string name, string csv)
    {
        var routed = (await session.Workspace.Router.FindAsync(model, cancellation))!;
        var file = Write(name, csv);
        await using var content = CommandSession.OpenFile(file);
        var rows = FrameReader.ReadCsv(content, routed.Served.Schema, name, cancellation: cancellation);
        var answer = routed.Served.Predict(rows.Frame);
        var ids = session.Workspace.Predictions.Append(answer, routed.Role, routed.Slot);
        await session.Workspace.Predictions.FlushAsync(cancellation);
        _answered[name] = ids;
        RowPrediction[] first = [.. ids.Take(Shown).Select((id, row) => RowPrediction.Of(answer.Predictions, row, rows.Lines[row], id))];
        Terminal.Draw(console => RowPrediction.Write(console, first, [], routed.Served.Model.Label!));
        if (PredictionReasons.Of(answer)?[0].Columns is { Count: > 0 } reasons)
        {
            Terminal.Note($"The first answer rests most on {string.Join(", ", reasons.Take(3).Select(Describe))}.");
        }
    }

    /// <summary>Tells what turned out to be true of the rows of a file that was predicted; the label is the last column.</summary>
    public async Task TellAsync(string name, string csv)
    {
        var truths = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line[(line.LastIndexOf(',') + 1)..]);
        var told = _answered[name].Zip(truths, (id, truth) => ((string?)id, (string?)truth)).ToList();
        var answers = await FeedbackBatch.RecordAsync(session.Workspace.Feedback, model, told, cancellation);
        Expect(answers.All(answer => answer.Accepted), "some truths were refused", "all are kept");
        var live = (await Services.Performance.ReadAsync(model, cancellation: cancellation)).NewestByCount();
        foreach (var window in live)
        {
            var metrics = window.Metrics.Where(metric => double.IsFinite(metric.Value.Value));
            Terminal.Say(
                $"Version {window.Version} on {NumberFormat.Count(window.Labelled)} customers whose end is known: "
                    + string.Join(", ", metrics.Select(metric => $"{metric.Key} {NumberFormat.Tabulate(metric.Value.Value)}"))
                    + "."
            );
        }
    }

    /// <summary>Compares a file with what the version that serves has learned; it is to have drifted.</summary>
    public async Task CheckAsync(string name, string csv)
    {
        var upload = $"{model}/{name}";
        await using (var content = CommandSession.OpenFile(Write(name, csv)))
        {
            await Services.Blobs.WriteAsync(StorageNames.UploadsContainer, upload, content, cancellation: cancellation);
        }

        await CheckAsync(await session.Workspace.Starter.CheckDriftAsync(model, name, upload, Environment.UserName, cancellation));
    }

    /// <summary>The same with what was predicted lately; the model is to be trained again, and the new version to serve.</summary>
    public async Task CheckTrafficAsync()
    {
        await CheckAsync(await session.Workspace.Starter.CheckDriftAsync(model, "traffic", null, Environment.UserName, cancellation));
        Expect(Drift!.Run is not null, "no training began", "drift with new labels starts one");
        await FollowAsync(Drift.Run!, RunStatus.Deployed);
    }

    /// <summary>Lets the version before serve again.</summary>
    public async Task RollBackAsync()
    {
        var back = await Services.Deployments.RollbackAsync(
            model,
            new DeploymentRequest("demo-rollback", Environment.UserName, "the demo shows how"),
            cancellation
        );
        Terminal.Say(back.Refusal?.Sentence ?? $"Version {back.State.LiveVersion} serves again.");
        Expect(back.Refusal is null, back.Refusal?.Sentence ?? "", "the version before serves again");
    }

    private async Task CheckAsync(string check)
    {
        var ended = await session.Workspace.Engine.WaitAsync(check, cancellation);
        Drift =
            ended.State == FlowState.Completed ? Json.Read<DriftOutcome>(ended.Output!) : throw new InvalidOperationException(ended.Error);
        Terminal.Say(Drift.Sentence);
        Expect(Drift.Drifted, "no drift", "drift");
    }

    private async Task FollowAsync(string run, RunStatus end)
    {
        var report = RunReport.From(await session.FollowAsync(run, cancellation), session);
        report.WriteTo(Terminal);
        Runs.Add(report);
        Expect(report.Status == end, $"run {run} ended as {report.Status.JsonName()}", end.JsonName());
    }

    private static void Expect(bool isSo, string found, string expected)
    {
        if (!isSo)
        {
            throw new ProblemException(new("The story went otherwise than it should", found, expected, Status: 500));
        }
    }

    private static string Describe(ColumnReason reason) =>
        reason.Words is { Count: > 0 } words
            ? $"the words {string.Join(", ", words.Take(3).Select(word => $"'{word.Word}'"))} in {reason.Column}"
            : reason.Column;

    private FileInfo Write(string name, string csv)
    {
        var file = new FileInfo(Path.Combine(Directory.CreateDirectory(Path.Combine(session.Workspace.Path, "demo-files")).FullName, name));
        File.WriteAllText(file.FullName, csv);
        return file;
    }
}
