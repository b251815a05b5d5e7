using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

public sealed class RetentionTests : IDisposable
{
    private readonly InterruptedTables _tables = new();

    private readonly RolloutFixture _fixture;

    public RetentionTests() => _fixture = new(tables: _tables);

    private PipelineServices Services => _fixture.Host.Pipeline;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Without_a_declaration_nothing_is_removed()
    {
        await FillAsync();
        _fixture.Time.Advance(TimeSpan.FromDays(3_000));

        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.Equal((1, 3, 1), await CountAsync());
        Assert.Empty(await Services.Retention.Log.ListAsync(RolloutFixture.Model).ToListAsync());
    }

    [Fact]
    public async Task What_is_older_is_removed_once_and_recorded_and_the_newest_decision_stays()
    {
        await DefineAsync("""{ "retention": { "predictions": "30d", "quarantine": "30d", "decisions": "1d" } }""");
        await FillAsync();
        _fixture.Time.Advance(TimeSpan.FromDays(25));
        await Services.Retention.ApplyAsync(RolloutFixture.Model);
        Assert.Equal((1, 1, 1), await CountAsync());

        _fixture.Time.Advance(TimeSpan.FromDays(25));
        await Services.Retention.ApplyAsync(RolloutFixture.Model);
        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.Equal((0, 1, 0), await CountAsync());
        Assert.Equal(
            [("predictions", 1, 1), ("quarantine", 1, 1), ("decisions", 2, 2)],
            await Services.Retention.Log.ListAsync(RolloutFixture.Model).Select(told => (told.Kind, told.Found, told.Removed)).ToListAsync()
        );
    }

    /// <summary>A duration of seconds is a slip of the pen more often than a wish.</summary>
    [Fact]
    public async Task A_day_is_always_kept()
    {
        await DefineAsync("""{ "retention": { "predictions": "1s" } }""");
        await FillAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(23));

        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.Equal(1, (await CountAsync()).Predictions);
    }

    [Fact]
    public async Task A_removal_that_was_interrupted_anywhere_is_told_and_ended_by_the_next()
    {
        for (var write = 0; write < 4; write++)
        {
            await DefineAsync("""{ "retention": { "decisions": "1d" } }""");
            await FillAsync();
            _fixture.Time.Advance(TimeSpan.FromDays(2));
            _tables.WritesLeft = write;
            await Assert.ThrowsAsync<IOException>(() => Services.Retention.ApplyAsync(RolloutFixture.Model));
            _tables.WritesLeft = int.MaxValue;
            var told = await Services.Retention.Log.ListAsync(RolloutFixture.Model).FirstOrDefaultAsync();
            Assert.True(write == 0 || told is { Removed: null, Found: > 0 });

            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            await Services.Retention.ApplyAsync(RolloutFixture.Model);

            Assert.Equal(1, (await CountAsync()).Decisions);
        }
    }

    [Fact]
    public async Task Counts_and_notifications_that_have_ended_are_removed_and_open_ones_stay()
    {
        await DefineAsync("""{ "retention": { "statistics": "30d", "notifications": "30d" } }""");
        await FillAsync();
        await NotifyAsync("one");
        await new NotificationSender(Services.Notifications, new(), _fixture.Time).DeliverAsync();
        await NotifyAsync("two");
        _fixture.Time.Advance(TimeSpan.FromDays(31));
        await NotifyAsync("young");
        await new NotificationSender(Services.Notifications, new(), _fixture.Time).DeliverAsync();
        await NotifyAsync("waits", days: 40);
        Assert.True(await StatisticsAsync() > 0);

        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.Equal(0, await StatisticsAsync());
        var left = await Services.Notifications.ListAsync().Select(one => one.Delivery.Notification.Id).ToListAsync();
        Assert.Equal(["waits", "young"], left.Order());
        Assert.Equal(
            [("notifications", 2), ("statistics", 1)],
            await Services.Retention.Log.ListAsync(RolloutFixture.Model).Select(told => (told.Kind, told.Found)).ToListAsync()
        );
    }

    [Fact]
    public async Task Rows_that_nothing_uses_are_removed_and_no_others()
    {
        await DefineAsync("""{ "retention": { "datasets": "30d" } }""");
        var alone = await ClaimAsync("alone", RunStatus.Failed, "1");
        var shared = await ClaimAsync("shared", RunStatus.Cancelled, "2");
        await ClaimAsync("sharing", RunStatus.Refused, "2", model: "other");
        var good = await ClaimAsync("good", RunStatus.HeldBack, "3");
        var learned = await ClaimAsync("learned", RunStatus.Failed, "4");
        var part = await ClaimAsync("part", RunStatus.Failed, "5");
        await ClaimAsync("whole", RunStatus.Deployed, "6", parts: part.Dataset);
        var newest = await ClaimAsync("newest", RunStatus.Failed, "7");
        var registration = RegistryFixture.Registration("learned", model: RolloutFixture.Model);
        await Services.Registry.RegisterAsync(registration with { Dataset = registration.Dataset with { Digest = learned.Dataset } });
        _fixture.Time.Advance(TimeSpan.FromDays(29));
        await Services.Retention.ApplyAsync(RolloutFixture.Model);
        Assert.True(await Services.Artifacts.ExistsAsync(alone.Dataset));

        _fixture.Time.Advance(TimeSpan.FromDays(2));
        await Services.Retention.ApplyAsync(RolloutFixture.Model);
        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.False(await Services.Artifacts.ExistsAsync(alone.Dataset));
        foreach (var kept in (DatasetEntry[])[shared, good, learned, part, newest])
        {
            Assert.True(await Services.Artifacts.ExistsAsync(kept.Dataset), kept.Run);
        }

        var entry = await Services.Datasets.ListAsync(RolloutFixture.Model).SingleAsync(entry => entry.RowsRemoved is not null);
        Assert.Equal(("alone", false), (entry.Run, entry.IsDropped));
        Assert.Equal(3, (await Services.Datasets.DescribeAsync(entry)).Rows.Kept); // What was accepted is still told.
        var told = await Services.Retention.Log.ListAsync(RolloutFixture.Model).SingleAsync();
        Assert.Equal(("datasets", 1, 1), (told.Kind, told.Found, told.Removed));
    }

    [Fact]
    public async Task Rows_stay_while_a_run_is_under_way_that_may_store_the_same_ones()
    {
        await DefineAsync("""{ "retention": { "datasets": "1d" } }""");
        var alone = await ClaimAsync("alone", RunStatus.Failed, "1");
        await ClaimAsync("newest", RunStatus.Failed, "2");
        _fixture.Time.Advance(TimeSpan.FromDays(2));
        await ClaimAsync("running", RunStatus.Running, "3", model: "other");

        await Services.Retention.ApplyAsync(RolloutFixture.Model);

        Assert.True(await Services.Artifacts.ExistsAsync(alone.Dataset));
        Assert.Equal(0, (await Services.Retention.Log.ListAsync(RolloutFixture.Model).SingleAsync()).Removed);
    }

    private Task NotifyAsync(string id, int days = 0) =>
        Services.Notifications.RecordAsync(
            new(id, NotifyEvent.Drift, RolloutFixture.Model, _fixture.Time.GetUtcNow().AddDays(-days), "/"),
            new Dictionary<string, NotifyChannel> { ["disk"] = new() { Kind = NotifyKind.File } }
        );

    private async Task<int> StatisticsAsync() =>
        await Services.Tables.QueryAsync(StorageNames.StatisticsTable, RolloutFixture.Model).CountAsync();

    /// <summary>A run with a data set, whose rows these stand for.</summary>
    private async Task<DatasetEntry> ClaimAsync(
        string run,
        RunStatus status,
        string rows,
        string model = RolloutFixture.Model,
        string? parts = null
    )
    {
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var now = _fixture.Time.GetUtcNow();
        await Services.Runs.RecordAsync(
            new()
            {
                Run = run,
                Model = model,
                Trigger = RunTrigger.Drop,
                By = "tests",
                Started = now,
                Ended = status == RunStatus.Running ? null : now,
                Status = status,
            }
        );
        var digest = await Services.Artifacts.WriteBytesAsync(Encoding.UTF8.GetBytes(rows));
        var dataset = RegistryFixture.Registration(run, model: model).Dataset with
        {
            Digest = digest,
            Rows = new(3, 3, 0, 0),
            Parts = parts is null ? null : new(parts, digest, new(1, 1, 0, 0), IngestMode.Append, [], 1, 0, 0),
        };
        var manifest = await Services.Artifacts.WriteJsonAsync(dataset);
        return await Services.Datasets.ClaimAsync(new(model, 0, $"{run}", RegistryFixture.Digest('c'), digest, manifest, run), null);
    }

    private Task DefineAsync(string definition) =>
        Services.Blobs.WriteAsync(
            StorageNames.DefinitionsContainer,
            $"{RolloutFixture.Model}.json",
            new MemoryStream(Encoding.UTF8.GetBytes(definition))
        );

    /// <summary>A batch of predictions, a file of quarantined rows and three decisions.</summary>
    private async Task FillAsync()
    {
        if ((await _fixture.StateAsync()).LiveVersion is null)
        {
            await _fixture.ServeAsync(new());
        }

        await _fixture.AskAsync(1);
        await _fixture.Host.Predictions.FlushAsync();
        var early = _fixture.Time.GetUtcNow();
        await Services.Blobs.WriteAsync(
            StorageNames.QuarantineContainer,
            $"{RolloutFixture.Model}/rows.csv.run.jsonl",
            new MemoryStream("{}"u8.ToArray())
        );
        for (var i = 0; i < 3; i++)
        {
            RetrainDecision decision = new(false, RetrainReason.Stable, null) { Reasons = [RetrainReason.Stable] };
            await Services.Decisions.SaveAsync(new($"check{i}", RolloutFixture.Model, early.AddSeconds(i), 1, 0, decision, null));
        }

        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
    }

    private async Task<(int Predictions, int Decisions, int Quarantine)> CountAsync() =>
        (
            await Services.Blobs.ListAsync(StorageNames.PredictionsContainer, $"{RolloutFixture.Model}/").CountAsync(),
            await Services.Decisions.ListAsync(RolloutFixture.Model).CountAsync(),
            await Services.Blobs.ListAsync(StorageNames.QuarantineContainer, $"{RolloutFixture.Model}/").CountAsync()
        );

    /// <summary>Tables of a process that is killed before one of its writes.</summary>
    private sealed class InterruptedTables : ITableStore
    {
        private readonly InMemoryTableStore _tables = new();

        public int WritesLeft { get; set; } = int.MaxValue;

        public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default) =>
            _tables.FindAsync(table, partition, row, cancellation);

        public Task<IReadOnlyList<string?>?> WriteAsync(
            string table,
            string partition,
            IReadOnlyList<TableWrite> writes,
            CancellationToken cancellation = default
        ) => WritesLeft-- > 0 ? _tables.WriteAsync(table, partition, writes, cancellation) : throw new IOException("killed");

        public IAsyncEnumerable<TableRow> QueryAsync(
            string table,
            string partition,
            string? from = null,
            string? to = null,
            CancellationToken cancellation = default
        ) => _tables.QueryAsync(table, partition, from, to, cancellation);
    }
}
