using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Hosting;

public sealed class DropFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTime _time = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeFlowClient _flows = new();
    private readonly RunLog _runs = new(new InMemoryTableStore());
    private readonly DropFolder _drops;

    public DropFolderTests()
    {
        _drops = Open();
        Directory.CreateDirectory(_folder["incoming/bikes"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_taken_once_it_has_settled_and_once_only()
    {
        Drop("bikes/a.csv", "a,b\n");
        await SweepAsync();
        await SweepAsync(after: DropFolder.Settle - TimeSpan.FromTicks(1));
        Assert.Empty(_flows.Started);

        await SweepAsync(after: TimeSpan.FromTicks(1));
        var command = Assert.IsType<IngestCommand>(Assert.Single(_flows.Started));
        Assert.Equal(("bikes", "bikes/a.csv"), (command.Model, command.File));

        await SettleAsync();
        Assert.Single(_flows.Started);
    }

    [Fact]
    public async Task A_file_that_grows_is_not_taken_until_it_stops()
    {
        for (var lines = 1; lines <= 5; lines++)
        {
            Drop("bikes/a.csv", string.Concat(Enumerable.Repeat("1,2\n", lines)));
            await SweepAsync(after: DropFolder.Settle);
        }

        Assert.Empty(_flows.Started);
        await SettleAsync();
        Assert.Equal(["bikes/a.csv"], _flows.Files);
    }

    [Fact]
    public async Task A_file_whose_run_has_ended_is_not_taken_again_when_its_history_is_gone()
    {
        Drop("bikes/a.csv", "x");
        var file = (await new FileBlobStore(_folder.Path, _time).FindAsync("incoming", "bikes/a.csv"))!;
        var now = _time.GetUtcNow();
        await _runs.RecordAsync(
            new()
            {
                Run = PipelineStarter.RunOf("bikes", file),
                Model = "bikes",
                Trigger = RunTrigger.Drop,
                By = "test",
                Started = now,
                Ended = now,
                Status = RunStatus.Refused,
            }
        );
        Drop("bikes/b.csv", "x");
        await SettleAsync();

        Assert.Equal(["bikes/b.csv"], _flows.Files);
    }

    [Fact]
    public async Task A_file_that_is_replaced_is_taken_again()
    {
        Drop("bikes/a.csv", "old");
        await SettleAsync();
        Drop("bikes/a.csv", "new");
        await SettleAsync();

        Assert.Equal(["bikes/a.csv", "bikes/a.csv"], _flows.Files);
    }

    [Fact]
    public async Task A_restart_takes_what_came_meanwhile_and_nothing_twice()
    {
        Drop("bikes/a.csv", "x");
        await SettleAsync();
        Drop("bikes/b.csv", "x");

        var restarted = Open();
        await restarted.SweepAsync(default);
        _time.Advance(DropFolder.Settle);
        await restarted.SweepAsync(default);

        Assert.Equal(["bikes/a.csv", "bikes/b.csv"], _flows.Files);
    }

    [Fact]
    public async Task A_restart_tells_of_new_files_only()
    {
        Drop("bikes/a.csv", "x");
        await SettleAsync();
        Drop("bikes/b.csv", "x");

        var (log, blobs) = (new IgnoredEntriesTests.Lines(), new FileBlobStore(_folder.Path, _time));
        var restarted = new DropFolder(StorageNames.IncomingContainer, blobs, new PipelineStarter(_flows, blobs), _runs, _time, log);
        await restarted.SweepAsync(default);
        _time.Advance(DropFolder.Settle);
        await restarted.SweepAsync(default);

        Assert.StartsWith("Took bikes/b.csv as run ", Assert.Single(log.Said));
    }

    [Theory]
    [InlineData("bikes/.hidden.csv")]
    [InlineData("bikes/a.csv~")]
    [InlineData("bikes/a.csv.tmp")]
    [InlineData("bikes/a.csv.PART")]
    [InlineData("bikes/a.csv.filepart")]
    [InlineData("bikes/a.csv.crdownload")]
    [InlineData("bikes/a.csv.receipt.json")]
    [InlineData("bikes/a\u202Evsc.csv")]
    [InlineData("bikes/a\u001b[2Jb.csv")]
    [InlineData("no-model.csv")]
    [InlineData("Not A Model/a.csv")]
    public async Task What_is_unfinished_or_no_data_of_a_model_is_left_alone(string name)
    {
        Drop(name, "x");
        Drop("bikes/good.csv", "x");
        await SettleAsync();
        await SettleAsync();

        Assert.Equal(["bikes/good.csv"], _flows.Files);
    }

    [Theory]
    [InlineData("bikes/.hidden.csv", 1)]
    [InlineData("bikes/a.csv~", 1)]
    [InlineData("bikes/a.csv.part", 1)]
    [InlineData("bikes/a.csv.receipt.json", 0)]
    public async Task A_file_that_is_left_alone_because_of_its_name_is_told_of_once(string name, int times)
    {
        var (log, blobs) = (new IgnoredEntriesTests.Lines(), new FileBlobStore(_folder.Path, _time));
        var folder = new DropFolder(StorageNames.IncomingContainer, blobs, new PipelineStarter(_flows, blobs), _runs, _time, log);
        Drop(name, "x");
        for (var sweep = 0; sweep < 4; sweep++)
        {
            await folder.SweepAsync(default);
            _time.Advance(DropFolder.Settle);
        }

        Assert.Equal(times, log.Said.Count(line => line.StartsWith($"{name} is left alone: its name", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_is_taken_under_the_name_it_is_given_when_it_is_finished()
    {
        Drop("bikes/a.csv.part", "x");
        await SettleAsync();
        File.Move(_folder["incoming/bikes/a.csv.part"], _folder["incoming/bikes/a.csv"]);
        await SettleAsync();

        Assert.Equal(["bikes/a.csv"], _flows.Files);
    }

    [Fact]
    public async Task A_file_that_goes_before_it_settles_is_forgotten()
    {
        Drop("bikes/a.csv", "x");
        await SweepAsync();
        File.Delete(_folder["incoming/bikes/a.csv"]);
        await SettleAsync();

        Assert.Empty(_flows.Started);
    }

    [Fact]
    public async Task While_nothing_happens_a_sweep_finds_what_no_event_told()
    {
        using var stop = new CancellationTokenSource();
        var watching = _drops.RunAsync(_folder["unwatched"], stop.Token);
        Assert.Equal(DropFolder.Sweep, await _time.NextTimerAsync());

        Drop("bikes/a.csv", "x");
        _time.Advance(DropFolder.Sweep);
        Assert.Equal(DropFolder.Look, await _time.NextTimerAsync());
        _time.Advance(DropFolder.Look);
        Assert.Equal(DropFolder.Look, await _time.NextTimerAsync());
        _time.Advance(DropFolder.Look);

        Assert.Equal("bikes/a.csv", ((IngestCommand)await _flows.NextAsync()).File);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task An_event_of_the_file_system_makes_it_look_at_once()
    {
        using var stop = new CancellationTokenSource();
        var watching = _drops.RunAsync(_folder["incoming"], stop.Token);
        Assert.Equal(DropFolder.Sweep, await _time.NextTimerAsync());

        Drop("bikes/a.csv", "x");

        // The clock has not moved: only the event can have ended the wait.
        var next = await _time.NextTimerAsync();
        while (next == DropFolder.Sweep)
        {
            next = await _time.NextTimerAsync(); // An event of the folder's own making.
        }

        Assert.Equal(DropFolder.Look, next);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_fault_of_the_engine_is_tried_again()
    {
        using var stop = new CancellationTokenSource();
        _flows.Fault = new IOException("busy");
        Drop("bikes/a.csv", "x");
        var watching = _drops.RunAsync(_folder["unwatched"], stop.Token);
        for (var look = 0; look < 4; look++)
        {
            await _time.NextTimerAsync();
            _flows.Fault = look < 3 ? _flows.Fault : null;
            _time.Advance(DropFolder.Look);
        }

        Assert.Equal("bikes/a.csv", ((IngestCommand)await _flows.NextAsync()).File);
        await stop.CancelAsync();
        await watching;
    }

    private DropFolder Open()
    {
        var blobs = new FileBlobStore(_folder.Path, _time);
        return new(StorageNames.IncomingContainer, blobs, new PipelineStarter(_flows, blobs), _runs, _time, NullLogger.Instance);
    }

    private void Drop(string name, string text)
    {
        var path = Path.Combine(_folder["incoming"], name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private Task SweepAsync(TimeSpan after = default)
    {
        _time.Advance(after);
        return _drops.SweepAsync(default);
    }

    private async Task SettleAsync()
    {
        await SweepAsync();
        await SweepAsync(after: DropFolder.Settle);
    }
}
