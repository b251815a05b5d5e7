using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Data;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Triggers;

public sealed class DropHandlerTests
{
    private readonly FixedTimeProvider _time = new();
    private readonly FakeDurableFlowClient _flows = new();
    private readonly RecordingLogger<DropHandler> _log = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly InMemoryBlobStore _blobs;
    private readonly DropHandler _drops;
    private readonly DropSweep _sweep;

    public DropHandlerTests()
    {
        _blobs = new(_time);
        _drops = new(
            _blobs,
            _tables,
            new HostSettings(
                new(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true"),
                MaxFileBytes: 100,
                MaxBodyBytes: 100,
                TimeSpan.FromDays(90)
            ),
            _log
        );
        _sweep = new(_blobs, _tables, _drops, _time, NullLogger<DropSweep>.Instance);
    }

    [Fact]
    public async Task A_file_starts_one_run_however_often_it_is_told_of()
    {
        await DropAsync("bikes/day.csv");
        await HandleAsync("bikes/day.csv", "event");
        await HandleAsync("bikes/day.csv", "poll");

        var command = Assert.IsType<IngestCommand>(Assert.Single(_flows.Started).Value);
        Assert.Equal(("bikes", "bikes/day.csv", "event"), (command.Model, command.File, command.By));
    }

    [Fact]
    public async Task Another_version_of_a_file_is_another_run()
    {
        await DropAsync("bikes/day.csv", "a");
        await HandleAsync("bikes/day.csv", "event");
        await DropAsync("bikes/day.csv", "b");
        await HandleAsync("bikes/day.csv", "event");

        Assert.Equal(2, _flows.Started.Count);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_logged_and_dropped()
    {
        await HandleAsync("bikes/day.csv", "event");

        Assert.Empty(_flows.Started);
        Assert.Equal("DropGone", Assert.Single(_log.Entries).Event);
    }

    [Fact]
    public async Task A_receipt_is_no_file()
    {
        await DropAsync("bikes/day.csv.receipt.json");
        await HandleAsync("bikes/day.csv.receipt.json", "event");

        Assert.Empty(_flows.Started);
    }

    [Fact]
    public async Task A_file_above_the_size_goes_to_quarantine_with_a_receipt()
    {
        await DropAsync("bikes/big.csv", new string('x', 101));
        await HandleAsync("bikes/big.csv", "event");

        Assert.Empty(_flows.Started);
        Assert.Null(await _blobs.FindAsync("incoming", "bikes/big.csv"));
        Assert.Equal(101, (await _blobs.FindAsync("quarantine", "bikes/big.csv"))!.Length);
        var receipt = await ReadAsync("incoming", "bikes/big.csv.receipt.json");
        Assert.Contains("101 bytes", receipt);
        Assert.Contains("MaxFileBytes", receipt);
    }

    [Fact]
    public async Task A_name_that_no_model_can_have_is_given_up_on_at_once()
    {
        await DropAsync("BIKES!/day.csv");
        await HandleAsync("BIKES!/day.csv", "event");

        Assert.Empty(_flows.Started);
        Assert.Equal((LogLevel.Error, "DropPoisoned"), (_log.Entries[^1].Level, _log.Entries[^1].Event));
        Assert.NotNull(await _blobs.FindAsync("quarantine", "BIKES!/day.csv"));
    }

    [Fact]
    public async Task A_fault_is_tried_again_then_told_of_once_and_left_to_the_sweep()
    {
        await DropAsync("bikes/day.csv");
        _flows.Fault = new IOException("the engine is away");
        for (var attempt = 1; attempt < DropHandler.MaxAttempts; attempt++)
        {
            await Assert.ThrowsAsync<IOException>(() => HandleAsync("bikes/day.csv", "event"));
        }

        await HandleAsync("bikes/day.csv", "event");
        Assert.Equal("DropPoisoned", Assert.Single(_log.Entries, entry => entry.Level == LogLevel.Error).Event);

        await _sweep.RunAsync(_flows, default);
        Assert.Single(_log.Entries, entry => entry.Level == LogLevel.Error);

        _flows.Fault = null;
        await HandleAsync("bikes/day.csv", "event");
        Assert.Empty(_flows.Started);
        await _sweep.RunAsync(_flows, default);
        Assert.Single(_flows.Started);
    }

    [Fact]
    public async Task A_sweep_finds_what_events_missed_and_leaves_the_rest()
    {
        await DropAsync("bikes/old.csv");
        await DropAsync("bikes/dropped-again.csv");
        _time.Now += TimeSpan.FromMinutes(1);
        await DropAsync("bikes/old.csv.receipt.json");
        await DropAsync("bikes/dropped-again.csv.receipt.json");
        _time.Now += TimeSpan.FromMinutes(1);
        await DropAsync("bikes/dropped-again.csv", "newer");
        await DropAsync("bikes/missed.csv");

        await _sweep.RunAsync(_flows, default);

        Assert.Equal(
            ["bikes/dropped-again.csv", "bikes/missed.csv"],
            _flows.Started.Values.Cast<IngestCommand>().Select(command => command.File).Order()
        );
    }

    [Fact]
    public async Task A_sweep_finds_a_file_that_was_dropped_again_in_the_second_of_its_receipt_or_before_it()
    {
        foreach (var name in new[] { "bikes/same.csv", "bikes/before.csv", "bikes/handled.csv" })
        {
            await DropAsync(name);
            await HandleAsync(name, "event");
        }

        var receipts = _flows.Started.ToDictionary(run => ((IngestCommand)run.Value).File, run => run.Key);
        await DropAsync("bikes/before.csv", "newer");
        _time.Now += TimeSpan.FromSeconds(30);
        foreach (var (file, run) in receipts)
        {
            await DropAsync($"{file}.receipt.json", Json.Write(Receipt.Refused(run, new("no rows"))));
        }

        await DropAsync("bikes/same.csv", "newer");
        _flows.Started.Clear();

        await _sweep.RunAsync(_flows, default);
        await _sweep.RunAsync(_flows, default);

        Assert.Equal(
            ["bikes/before.csv", "bikes/same.csv"],
            _flows.Started.Values.Cast<IngestCommand>().Select(command => command.File).Order()
        );
    }

    [Fact]
    public async Task One_bad_file_keeps_no_other_back()
    {
        await DropAsync("BAD!/a.csv");
        await DropAsync("bikes/b.csv");

        await _sweep.RunAsync(_flows, default);

        Assert.Single(_flows.Started);
    }

    private Task HandleAsync(string name, string by) => _drops.HandleAsync(StorageNames.IncomingContainer, name, by, _flows, default);

    private async Task DropAsync(string name, string text = "x")
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await _blobs.WriteAsync(StorageNames.IncomingContainer, name, content);
    }

    private async Task<string> ReadAsync(string container, string name)
    {
        await using var blob = await _blobs.OpenReadAsync(container, name);
        return await new StreamReader(blob!.Content).ReadToEndAsync();
    }
}
