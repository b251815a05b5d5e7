using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class PredictionLogTests
{
    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task What_was_asked_and_answered_is_kept_in_order()
    {
        var served = await ServeAsync();
        var ids = new[] { 1, 3, 2 }
            .SelectMany(rows => Predict(served, [.. Enumerable.Range(0, rows).Select(i => rows + (i / 8d))]))
            .ToArray();
        await _serving.Log.FlushAsync();

        var batch = Assert.Single(await ReadAsync());
        Assert.Equal(new("bikes", 1, _serving.Stores.Time.Now, 6), batch.Header);
        Assert.Equal([1, 3, 3.125, 3.25, 2, 2.125], ((NumberColumn)batch.Inputs.Find("temp")!).Values);
        Assert.Equal([1001, 1003, 1003.125, 1003.25, 1002, 1002.125], batch.Predictions.Values);
        Assert.Equal(Enumerable.Range(0, 6).Select(row => $"20260301120000-0123abcd-0-{row}"), ids);
    }

    [Fact]
    public async Task Every_type_of_column_and_classes_survive()
    {
        var served = await ServeAsync();
        var rows = new DataFrame(
            [
                new NumberColumn("n", [1.5, double.NaN]),
                new TextColumn("t", [-1, 0], ["a|b\n\"c\""]),
                new TimeColumn("w", [TimeColumn.Missing, 42]),
            ],
            2
        );
        var turned = new DataFrame([.. rows.Columns.Select(column => column.Take([1, 0]))], 2);
        _serving.Log.Append(new(served, rows, new(ModelTask.Binary, ["no", "yes"], [0, 1], [0.75, 0.25, 0.1, 0.9])));
        _serving.Log.Append(new(served, turned, new(ModelTask.Binary, ["no", "yes"], [1, 0], [0.1, 0.9, 0.75, 0.25])));
        await _serving.Log.FlushAsync();

        var batch = Assert.Single(await ReadAsync());
        Assert.Equal([1.5, double.NaN, double.NaN, 1.5], ((NumberColumn)batch.Inputs.Find("n")!).Values);
        Assert.Equal(
            [null, "a|b\n\"c\"", "a|b\n\"c\"", null],
            Enumerable.Range(0, 4).Select(row => ((TextColumn)batch.Inputs.Find("t")!)[row])
        );
        Assert.Equal([TimeColumn.Missing, 42, 42, TimeColumn.Missing], ((TimeColumn)batch.Inputs.Find("w")!).Ticks);
        Assert.Equal([0.75, 0.25, 0.1, 0.9, 0.1, 0.9, 0.75, 0.25], batch.Predictions.Probabilities!);
        Assert.Equal(["no", "yes"], batch.Predictions.Classes);
    }

    [Fact]
    public async Task Roles_slots_and_latencies_are_kept_and_a_shadow_names_what_it_shadows()
    {
        var served = await ServeAsync();
        var ids = _serving.Log.Append(
            served.Predict(ServingFixture.Rows(1, 2)),
            ServingRole.Champion,
            Slot.Blue,
            TimeSpan.FromMicroseconds(250)
        );
        var start = _serving.Stores.Time.Now;
        _serving.Stores.Time.Now = start.AddMilliseconds(1_250);
        _serving.Log.Append(served.Predict(ServingFixture.Rows(3)), ServingRole.Champion, Slot.Blue, TimeSpan.FromMilliseconds(3));
        _serving.Log.Append(
            served.Predict(ServingFixture.Rows(1, 2)),
            ServingRole.Shadow,
            Slot.Green,
            TimeSpan.FromMicroseconds(90),
            ids[0]
        );
        await _serving.Log.FlushAsync();

        var batches = await ReadAsync(start);
        Assert.Equal(
            [(ServingRole.Champion, Slot.Blue, 3), (ServingRole.Shadow, Slot.Green, 2)],
            batches.Select(batch => (batch.Header.Role, batch.Header.Slot!.Value, batch.Header.Rows))
        );
        Assert.Equal([new(2, 0, 250), new(1, 1_250, 3_000)], batches[0].Requests);
        Assert.Equal([new(2, 250, 90, ids[0])], batches[1].Requests);
        Assert.Equal(ids, batches[0].Ids.Take(2));
    }

    [Fact]
    public async Task Refused_rows_are_counted_by_code_beside_answers_and_alone()
    {
        var served = await ServeAsync();
        Predict(served, [1]);
        _serving.Log.AppendRefused(served.Version, ServingRole.Champion, null, 2, RefusalCode.Unreadable);
        _serving.Log.AppendRefused(served.Version, ServingRole.Champion, null, 3, RefusalCode.Unreadable);
        _serving.Log.AppendRefused(served.Version, ServingRole.Canary, Slot.Green, 1, RefusalCode.NotFinite);
        await _serving.Log.FlushAsync();

        var batches = await ReadAsync();
        Assert.Equal([(1, 5), (0, 1)], batches.Select(batch => (batch.Header.Rows, batch.Header.Refused.Values.Sum())));
        Assert.Equal(5, batches[0].Header.Refused[RefusalCode.Unreadable]);
        Assert.Equal(1, batches[1].Header.Refused[RefusalCode.NotFinite]);
        Assert.Empty(batches[1].Requests);
    }

    [Theory]
    [InlineData("", ServingRole.Champion)]
    [InlineData(""","live":true""", ServingRole.Champion)]
    [InlineData(""","live":false""", ServingRole.Requested)]
    public async Task Batches_of_before_there_were_roles_are_read(string live, ServingRole role)
    {
        var header = $$"""{"model":"bikes","version":1,"opened":"2026-03-01T12:00:00+00:00","rows":2{{live}}}""";
        var body = """{"columns":[{"name":"temp","numbers":[1,2]}],"task":"regression","classes":[],"values":[1001,1002]}""";
        await _serving.Stores.Blobs.WriteAsync(
            StorageNames.PredictionsContainer,
            "bikes/20260301/120000-0123abcd-00000010.jsonl",
            new MemoryStream(Encoding.UTF8.GetBytes($"{header}\n{body}\n"))
        );

        var batch = Assert.Single(await ReadAsync());

        Assert.Equal((role, null), (batch.Header.Role, batch.Header.Slot));
        Assert.Equal([new(2, 0, 0)], batch.Requests);
        Assert.Equal(["20260301120000-0123abcd-10-0", "20260301120000-0123abcd-10-1"], batch.Ids);
        Assert.Equal([1001, 1002], batch.Predictions.Values);
    }

    [Fact]
    public async Task Beyond_the_bound_predictions_are_named_and_not_kept()
    {
        var served = await ServeAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.AddRange(Predict(served, new double[PredictionLog.BatchRows]));
        }

        await _serving.Log.FlushAsync();

        Assert.Equal(PredictionLog.MaxPendingRows, (await ReadAsync()).Sum(batch => batch.Header.Rows));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[PredictionLog.MaxPendingRows - 1], "1"));
        Assert.Equal(FeedbackOutcome.Unknown, await _serving.Feedback.RecordAsync("bikes", ids[PredictionLog.MaxPendingRows], "1"));
        Predict(served, [1]);
        await _serving.Log.FlushAsync();
        Assert.Equal(PredictionLog.MaxPendingRows + 1, (await ReadAsync()).Sum(batch => batch.Header.Rows));
    }

    [Fact]
    public async Task A_batch_holds_the_predictions_of_one_version()
    {
        Predict(await ServeAsync(), [1]);
        await _serving.RegisterAsync("run-2");
        Predict((await _serving.Scorer.LoadAsync("bikes", 2))!, [2]);
        await _serving.Log.FlushAsync();

        Assert.Equal([1, 2], (await ReadAsync()).Select(batch => batch.Header.Version).Order());
    }

    [Fact]
    public async Task What_cannot_be_stored_waits_and_is_stored_once()
    {
        var served = await ServeAsync();
        var disk = new FullDiskBlobStore(_serving.Stores.Blobs) { IsFull = true };
        var log = new PredictionLog(disk, _serving.Stores.Time, "0123abcd", NullLogger.Instance);
        log.Append(served.Predict(ServingFixture.Rows(1)));
        await Assert.ThrowsAsync<IOException>(() => log.FlushAsync());
        log.Append(served.Predict(ServingFixture.Rows(2)));

        disk.IsFull = false;
        await log.FlushAsync();
        await log.FlushAsync();

        Assert.Equal([1001, 1002], (await ReadAsync()).SelectMany(batch => batch.Predictions.Values));
    }

    [Fact]
    public async Task What_is_left_at_the_end_is_stored()
    {
        Predict(await ServeAsync(), [1, 2]);
        using var stop = new CancellationTokenSource();
        var running = _serving.Log.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;

        Assert.Equal(2, Assert.Single(await ReadAsync()).Header.Rows);
    }

    [Fact]
    public async Task A_window_reads_the_batches_within_it_oldest_first()
    {
        var served = await ServeAsync();
        var start = _serving.Stores.Time.Now;
        for (var hour = 0; hour < 72; hour += 6)
        {
            _serving.Stores.Time.Now = start.AddHours(hour);
            Predict(served, [hour]);
            await _serving.Log.FlushAsync();
        }

        var hours = (await ReadAsync(start.AddHours(12), start.AddHours(48))).Select(batch => (int)batch.Predictions.Values[0] - 1_000);

        Assert.Equal([12, 18, 24, 30, 36, 42], hours);
    }

    [Fact]
    public async Task Feedback_belongs_to_a_kept_prediction_and_another_value_is_kept_as_a_conflict()
    {
        var ids = Predict(await ServeAsync(), [1, 2]);
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[0], "7"));
        await _serving.Log.FlushAsync();
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[1], "8"));
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[1], "8.0"));
        Assert.Equal(FeedbackOutcome.Conflict, await _serving.Feedback.RecordAsync("bikes", ids[1], "9"));
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[1], "8"));

        var records = new List<FeedbackRecord>();
        await foreach (var record in _serving.Feedback.ReadAsync("bikes", _serving.Stores.Time.Now, _serving.Stores.Time.Now.AddSeconds(1)))
        {
            records.Add(record);
        }

        Assert.Equal([(ids[0], 1, "7"), (ids[1], 1, "8")], records.Select(record => (record.Id, record.Version, record.Actual)));
        var conflicts = await _serving.Feedback.ConflictsAsync("bikes").ToListAsync();
        Assert.Equal([(ids[1], 1, "9")], conflicts.Select(record => (record.Id, record.Version, record.Actual)));
    }

    [Fact]
    public async Task What_has_feedback_is_stored_before_the_feedback()
    {
        var ids = Predict(await ServeAsync(), [1, 2]);
        Assert.Empty(await ReadAsync());
        Assert.Equal(FeedbackOutcome.Kept, await _serving.Feedback.RecordAsync("bikes", ids[1], "7"));

        Assert.Equal(2, Assert.Single(await ReadAsync()).Header.Rows);
    }

    [Theory]
    [InlineData("20260301120000-0123abcd-0-2")]
    [InlineData("20260301120000-0123abcd-1-0")]
    [InlineData("20260301120001-0123abcd-0-0")]
    [InlineData("20260301120000-0123abcd-0-00")]
    [InlineData("20260301120000-0123abcd-0--1")]
    [InlineData("20260301120000-../../..-0-0")]
    [InlineData("")]
    [InlineData("x")]
    public async Task Feedback_to_what_was_never_predicted_is_refused_before_and_after_storing(string id)
    {
        Predict(await ServeAsync(), [1, 2]);

        Assert.Equal(FeedbackOutcome.Unknown, await _serving.Feedback.RecordAsync("bikes", id, "1"));
        await _serving.Log.FlushAsync();
        Assert.Equal(FeedbackOutcome.Unknown, await _serving.Feedback.RecordAsync("bikes", id, "1"));
        Assert.Equal(FeedbackOutcome.Unknown, await _serving.Feedback.RecordAsync("taxis", "20260301120000-0123abcd-0-0", "1"));
    }

    private IReadOnlyList<string> Predict(ServedModel served, double[] temps) =>
        _serving.Log.Append(served.Predict(ServingFixture.Rows(temps)));

    private async Task<ServedModel> ServeAsync()
    {
        await _serving.RegisterAsync("run-1");
        return (await _serving.Scorer.LoadAsync("bikes", 1))!;
    }

    private async Task<List<PredictionBatch>> ReadAsync(DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var batches = new List<PredictionBatch>();
        await foreach (
            var batch in _serving.Log.ReadAsync("bikes", from ?? _serving.Stores.Time.Now, to ?? _serving.Stores.Time.Now.AddDays(1))
        )
        {
            batches.Add(batch);
        }

        return batches;
    }

    private sealed class FullDiskBlobStore(IBlobStore inner) : IBlobStore
    {
        public bool IsFull { get; set; }

        public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default) =>
            inner.FindAsync(container, name, cancellation);

        public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default) =>
            inner.OpenReadAsync(container, name, cancellation);

        public Task<BlobInfo?> WriteAsync(
            string container,
            string name,
            Stream content,
            WriteCondition condition = default,
            CancellationToken cancellation = default
        ) => IsFull ? throw new IOException("The disk is full.") : inner.WriteAsync(container, name, content, condition, cancellation);

        public Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default) =>
            inner.DeleteAsync(container, name, ifMatch, cancellation);

        public IAsyncEnumerable<BlobInfo> ListAsync(string container, string prefix = "", CancellationToken cancellation = default) =>
            inner.ListAsync(container, prefix, cancellation);
    }
}
