using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Data;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Triggers;

/// <summary>What a sweep costs: each one here is a new instance, as on Azure.</summary>
public sealed class DropSweepTests
{
    private readonly FixedTimeProvider _time = new();
    private readonly FakeDurableFlowClient _flows = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly InMemoryBlobStore _store;
    private readonly CountingBlobStore _blobs;

    public DropSweepTests()
    {
        _store = new(_time);
        _blobs = new(_store);
    }

    [Fact]
    public async Task Receipts_of_old_files_are_read_once_whatever_instance_sweeps()
    {
        await HandledAsync(Enumerable.Range(0, 20).Select(i => $"bikes/{i}.csv"));
        _time.Now += 2 * DropSweep.Overlap;
        await SweepAsync();
        Assert.Equal(20, _blobs.Reads);

        await HandledAsync(["bikes/new.csv"]);
        await SweepAsync();
        Assert.Equal(21, _blobs.Reads);
    }

    [Fact]
    public async Task An_old_file_without_a_receipt_stays_open_until_it_has_one()
    {
        await WriteAsync("bikes/missed.csv");
        await WriteAsync("bikes/too.csv");
        _time.Now += 2 * DropSweep.Overlap;
        _flows.Fault = new IOException("the engine is away");
        await SweepAsync();
        Assert.Empty(_flows.Started);

        _flows.Fault = null;
        await SweepAsync();
        Assert.Equal(
            ["bikes/missed.csv", "bikes/too.csv"],
            _flows.Started.Values.Cast<IngestCommand>().Select(command => command.File).Order()
        );
    }

    [Fact]
    public async Task More_open_files_than_are_remembered_are_all_tried_again()
    {
        for (var i = 0; i <= DropSweep.MaxOpen; i++)
        {
            await WriteAsync($"bikes/{i}.csv");
            _time.Now += TimeSpan.FromSeconds(1);
        }

        _time.Now += 2 * DropSweep.Overlap;
        _flows.Fault = new IOException("the engine is away");
        await SweepAsync();
        _flows.Fault = null;
        await SweepAsync();

        Assert.Equal(DropSweep.MaxOpen + 1, _flows.Started.Count);
    }

    [Fact]
    public async Task An_old_file_that_is_dropped_again_is_taken_again()
    {
        await HandledAsync(["bikes/day.csv"]);
        _time.Now += 2 * DropSweep.Overlap;
        await SweepAsync();
        _flows.Started.Clear();
        await WriteAsync("bikes/day.csv", "newer");

        await SweepAsync();

        Assert.Single(_flows.Started);
    }

    [Fact]
    public async Task A_file_to_predict_whose_event_was_lost_is_found_and_what_lies_beside_it_is_not_taken()
    {
        await WriteAsync("bikes/rows.csv", container: StorageNames.ScoreContainer);
        await WriteAsync("bikes/old.csv.predictions.csv", container: StorageNames.ScoreContainer);
        await WriteAsync("bikes/old.csv.quarantine.csv", container: StorageNames.ScoreContainer);
        await SweepAsync();
        var command = Assert.IsType<ScoreFileCommand>(Assert.Single(_flows.Started).Value);
        Assert.Equal("bikes/rows.csv", command.File);

        await WriteAsync(
            "bikes/rows.csv.receipt.json",
            $$"""{ "status": "scored", "run": "{{command.Run}}", "version": 1 }""",
            StorageNames.ScoreContainer
        );
        _flows.Started.Clear();
        await SweepAsync();
        Assert.Empty(_flows.Started);
    }

    private Task SweepAsync()
    {
        var settings = new HostSettings(
            new(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true"),
            100,
            100,
            TimeSpan.FromDays(90)
        );
        var drops = new DropHandler(_blobs, _tables, settings, NullLogger<DropHandler>.Instance);
        return new DropSweep(_blobs, _tables, drops, _time, NullLogger<DropSweep>.Instance).RunAsync(_flows, default);
    }

    private async Task HandledAsync(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            await WriteAsync(name);
            var run = PipelineStarter.RunOf("bikes", (await _store.FindAsync(StorageNames.IncomingContainer, name))!);
            await WriteAsync(name + StorageNames.ReceiptSuffix, Json.Write(Receipt.Refused(run, new("no rows"))));
        }
    }

    private async Task WriteAsync(string name, string text = "x", string container = StorageNames.IncomingContainer)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await _store.WriteAsync(container, name, content);
    }

    /// <summary>Counts the blobs that are read.</summary>
    private sealed class CountingBlobStore(IBlobStore blobs) : IBlobStore
    {
        public int Reads { get; private set; }

        public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default) =>
            blobs.FindAsync(container, name, cancellation);

        public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default)
        {
            Reads++;
            return blobs.OpenReadAsync(container, name, cancellation);
        }

        public Task<BlobInfo?> WriteAsync(
            string container,
            string name,
            Stream content,
            WriteCondition condition = default,
            CancellationToken cancellation = default
        ) => blobs.WriteAsync(container, name, content, condition, cancellation);

        public Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default) =>
            blobs.DeleteAsync(container, name, ifMatch, cancellation);

        public IAsyncEnumerable<BlobInfo> ListAsync(string container, string prefix = "", CancellationToken cancellation = default) =>
            blobs.ListAsync(container, prefix, cancellation);
    }
}
