using System.Globalization;
using System.Net.Http.Json;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// Asks a story's model over HTTP as callers would, second by second. After a minute the rows change, and the drift checks find it. Half
/// a minute later a wrong file is dropped, whose version serves until a guardrail ends that.
/// </summary>
/// <param name="session">The workspace that serves.</param>
/// <param name="story">The story.</param>
/// <param name="client">Reaches the server.</param>
/// <param name="time">The clock that says how far the traffic is.</param>
internal sealed class LiveTraffic(CommandSession session, DemoStory story, HttpClient client, TimeProvider time)
{
    /// <summary>After how long the rows change, and the wrong file comes.</summary>
    public static readonly TimeSpan ChangeAt = TimeSpan.FromSeconds(60),
        WrongFileAt = TimeSpan.FromSeconds(90);

    /// <summary>How often rows are sent, and drift is looked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1),
        CheckInterval = TimeSpan.FromSeconds(15);

    /// <summary>Requests of an interval, and rows of a request.</summary>
    private const int Requests = 4,
        RowsOfRequest = 5;

    private readonly long _started = time.GetTimestamp();
    private int _rows;
    private int _checks;
    private bool _isChanged;
    private bool _isDrifted;
    private int? _live;

    /// <summary>The run of the wrong file; null before it was dropped.</summary>
    public string? WrongRun { get; private set; }

    private PipelineServices Services => session.Workspace.Services;

    /// <summary>Sends traffic until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        session.Terminal.Say("");
        session.Terminal.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Now callers ask, {Requests * RowsOfRequest} rows a second. In a minute the world changes. Ctrl-C ends it."
            )
        );
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await TickAsync(stop);
        } while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>What one interval holds: requests, what is due by now, and a word on what has changed.</summary>
    public async Task TickAsync(CancellationToken stop)
    {
        var elapsed = time.GetElapsedTime(_started);
        if (!_isChanged && elapsed >= ChangeAt)
        {
            _isChanged = true;
            Say(elapsed, story.Change);
        }

        for (var request = 0; request < Requests; request++)
        {
            await AskAsync(stop);
        }

        if (elapsed >= CheckInterval * (_checks + 1))
        {
            await CheckAsync(elapsed, stop);
        }

        if (WrongRun is null && elapsed >= WrongFileAt)
        {
            await DropWrongFileAsync(elapsed, stop);
        }

        await TellChangesAsync(elapsed, stop);
    }

    private async Task AskAsync(CancellationToken stop)
    {
        var rows = Enumerable.Range(0, RowsOfRequest).SelectMany(_ => Rows(story.Row(Draw.Mix(++_rows), _isChanged)));
        using var answer = await client.PostAsJsonAsync(new Uri($"api/models/{story.Name}/predict", UriKind.Relative), new { rows }, stop);
        answer.EnsureSuccessStatusCode();
    }

    private async Task CheckAsync(TimeSpan elapsed, CancellationToken stop)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"live/{++_checks}");
        await session.Workspace.Predictions.FlushAsync(stop);
        var check = await session.Workspace.Starter.CheckDriftAsync(story.Name, key, file: null, "schedule", stop);
        var ended = await session.Workspace.Engine.WaitAsync(check, stop);
        var drift =
            ended.State == FlowState.Completed ? Json.Read<DriftOutcome>(ended.Output!) : throw new InvalidOperationException(ended.Error);
        if (drift.Drifted != _isDrifted)
        {
            _isDrifted = drift.Drifted;
            Say(elapsed, drift.Sentence);
        }
    }

    private async Task DropWrongFileAsync(TimeSpan elapsed, CancellationToken stop)
    {
        var file = new FileInfo(Path.Combine(session.Workspace.Path, "demo-files", "wrong.csv"));
        file.Directory!.Create();
        await File.WriteAllTextAsync(file.FullName, story.WrongFile(), stop);
        WrongRun = await session.DropAsync(story.Name, file, "demo", newTarget: false, definition: null, stop);
        Say(elapsed, $"A file is dropped that is wrong: {story.Wrong}. Its own rows cannot tell. Run {WrongRun} trains on it.");
    }

    /// <summary>Says which version serves now, where that is another one than at the last look.</summary>
    private async Task TellChangesAsync(TimeSpan elapsed, CancellationToken stop)
    {
        var live = (await Services.Deployments.GetAsync(story.Name, stop)).LiveVersion;
        if (_live is not null && live != _live)
        {
            LedgerEntry? last = null;
            await foreach (var entry in Services.Ledger.ReadAsync(story.Name, stop))
            {
                last = entry;
            }

            Say(
                elapsed,
                $"Version {live} serves in place of version {_live}: "
                    + $"{LedgerCommand.Words(last!)} version {last!.To} by {last.By}. {last.Reason}"
            );
        }

        _live = live;
    }

    private void Say(TimeSpan elapsed, string text) =>
        session.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{elapsed:m\\:ss}  {text}"));

    /// <summary>The rows of a CSV file without quotes, numbers as numbers.</summary>
    private static IEnumerable<Dictionary<string, object>> Rows(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines[0].Split(',');
        return lines[1..]
            .Select(line =>
                names
                    .Zip(line.Split(','))
                    .ToDictionary(
                        cell => cell.First,
                        cell =>
                            double.TryParse(cell.Second, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                                ? (object)number
                                : cell.Second
                    )
            );
    }
}
