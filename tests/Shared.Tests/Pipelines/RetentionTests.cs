using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;
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
            RetrainDecision decision = new(false, RetrainReason.Stable, "Calm.", null) { Reasons = [RetrainReason.Stable] };
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
