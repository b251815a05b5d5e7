using System.Globalization;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// The runs table: one row a run, and two that order it by time, among all runs and among those of its model. They are written in one
/// transaction.
/// </summary>
/// <param name="tables">Where the rows are kept.</param>
public sealed class RunLog(ITableStore tables)
{
    private const string Partition = "runs";

    /// <summary>This row says that every run is indexed by its model. Older versions of the product did not do so.</summary>
    private const string IndexedByModel = "indexed-by-model";

    /// <summary>The rows of all runs begin so.</summary>
    private const string AllRuns = "time/";

    private bool _isIndexed;

    /// <summary>Is told of every record before it is written, and of the one that it follows.</summary>
    internal Func<RunRecord?, RunRecord, CancellationToken, Task> Telling { get; init; } = static (_, _, _) => Task.CompletedTask;

    /// <summary>
    /// Writes what is known of a run. What only the earlier record knew is kept, the first start is kept, and an end
    /// state never changes. So recording twice has the same effect as once.
    /// </summary>
    /// <returns>The run as recorded.</returns>
    public async Task<RunRecord> RecordAsync(RunRecord run, CancellationToken cancellation = default)
    {
        while (true)
        {
            var found = await tables.FindAsync(StorageNames.RunsTable, Partition, Key(run.Run), cancellation);
            if (found is null)
            {
                await IndexOlderRunsAsync(cancellation);
            }

            var known = found?.Read<RunRecord>();
            var merged = known is null ? run : Merge(known, run);
            await Telling(known, merged, cancellation);
            TableWrite[] writes = found is null
                ?
                [
                    TableWrite.Insert(Key(run.Run), Json.Write(merged)),
                    TableWrite.Upsert(AllRuns + Order(merged), run.Run),
                    TableWrite.Upsert(RunsOf(merged.Model) + Order(merged), run.Run),
                ]
                : [TableWrite.Replace(Key(run.Run), Json.Write(merged), found.ETag)];
            if (await tables.WriteAsync(StorageNames.RunsTable, Partition, writes, cancellation) is not null)
            {
                if (merged.Ended is { } ended && known?.Ended is null)
                {
                    Instruments.RunEnded(merged.Trigger.JsonName(), merged.Status.JsonName(), ended - merged.Started);
                    TraceContext.Past("run", merged.Trace, merged.Started, ended, merged.Model, merged.Run);
                }

                return merged;
            }
        }
    }

    /// <summary>A run, or null where there is none.</summary>
    public async Task<RunRecord?> FindAsync(string run, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.RunsTable, Partition, Key(run), cancellation) is { } row ? row.Read<RunRecord>() : null;

    /// <summary>Runs, newest first, of one model or of all.</summary>
    /// <param name="model">The model; null: all.</param>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The run behind which the list begins; null: with the newest.</param>
    public async IAsyncEnumerable<RunRecord> ListAsync(
        string? model = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default,
        RunRecord? after = null
    )
    {
        var isRange = model is null || await IsIndexedAsync(cancellation);
        var prefix = isRange && model is not null ? RunsOf(model) : AllRuns;
        var from = after is null ? prefix : prefix + Order(after);
        await foreach (var row in tables.QueryAsync(StorageNames.RunsTable, Partition, from, $"{prefix[..^1]}0", cancellation))
        {
            if (row.Row != from && await FindAsync(row.Value, cancellation) is { } run && (model is null || run.Model == model))
            {
                yield return run;
            }
        }
    }

    /// <summary>
    /// Asks a run to end its search with the trials that are under way, and to go on with the best of them. Asking
    /// again, or too late, changes nothing.
    /// </summary>
    public Task EndSearchAsync(string run, CancellationToken cancellation = default) =>
        tables.WriteAsync(StorageNames.RunsTable, Partition, [TableWrite.Upsert(EndSearchKey(run), "")], cancellation);

    /// <summary>Whether somebody asked for that.</summary>
    public async Task<bool> IsSearchEndedAsync(string run, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.RunsTable, Partition, EndSearchKey(run), cancellation) is not null;

    /// <summary>
    /// Stores a person's answer to a run that waits, unless there is one. Returns the answer that counts, and whether
    /// it is this one.
    /// </summary>
    public async Task<(Approval Standing, bool IsFirst)> AnswerAsync(string run, Approval answer, CancellationToken cancellation = default)
    {
        if (
            await tables.WriteAsync(
                StorageNames.RunsTable,
                Partition,
                [TableWrite.Insert(AnswerKey(run), Json.Write(answer))],
                cancellation
            )
            is not null
        )
        {
            return (answer, true);
        }

        var kept = await tables.FindAsync(StorageNames.RunsTable, Partition, AnswerKey(run), cancellation);
        return (kept!.Read<Approval>(), false);
    }

    /// <summary>Marks a run as cancelled, unless it is; returns the request that counts.</summary>
    public async Task<RunCancellation> CancelAsync(string run, RunCancellation asked, CancellationToken cancellation = default)
    {
        await tables.WriteAsync(StorageNames.RunsTable, Partition, [TableWrite.Insert(CancelKey(run), Json.Write(asked))], cancellation);
        return (await FindCancellationAsync(run, cancellation))!;
    }

    /// <summary>The request that cancelled a run; null: none.</summary>
    public async Task<RunCancellation?> FindCancellationAsync(string run, CancellationToken cancellation = default) =>
        (await tables.FindAsync(StorageNames.RunsTable, Partition, CancelKey(run), cancellation))?.Read<RunCancellation>();

    /// <summary>Stores the progress of a trial that is under way, for those who follow the run.</summary>
    public Task NoteTrialAsync(string run, TrialProgress progress, CancellationToken cancellation = default) =>
        tables.WriteAsync(
            StorageNames.RunsTable,
            Partition,
            [TableWrite.Upsert(TrialKey(run, progress.Number), Json.Write(progress))],
            cancellation
        );

    /// <summary>Forgets a trial that has ended.</summary>
    public async Task ForgetTrialAsync(string run, int number, CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(StorageNames.RunsTable, Partition, TrialKey(run, number), cancellation) is { } row)
        {
            await tables.WriteAsync(StorageNames.RunsTable, Partition, [TableWrite.Delete(row.Row, row.ETag)], cancellation);
        }
    }

    /// <summary>The trials that are under way, by number.</summary>
    public async Task<IReadOnlyList<TrialProgress>> TrialsUnderWayAsync(string run, CancellationToken cancellation = default)
    {
        var trials = new List<TrialProgress>();
        await foreach (var row in tables.QueryAsync(StorageNames.RunsTable, Partition, $"trial/{run}/", $"trial/{run}0", cancellation))
        {
            trials.Add(row.Read<TrialProgress>());
        }

        return trials;
    }

    private async Task<bool> IsIndexedAsync(CancellationToken cancellation) =>
        _isIndexed = _isIndexed || await tables.FindAsync(StorageNames.RunsTable, Partition, IndexedByModel, cancellation) is not null;

    /// <summary>Indexes by model, once, the runs that an older version of the product recorded.</summary>
    private async Task IndexOlderRunsAsync(CancellationToken cancellation)
    {
        if (await IsIndexedAsync(cancellation))
        {
            return;
        }

        await foreach (var run in ListAsync(model: null, cancellation))
        {
            TableWrite[] index = [TableWrite.Upsert(RunsOf(run.Model) + Order(run), run.Run)];
            await tables.WriteAsync(StorageNames.RunsTable, Partition, index, cancellation);
        }

        await tables.WriteAsync(StorageNames.RunsTable, Partition, [TableWrite.Upsert(IndexedByModel, "")], cancellation);
        _isIndexed = true;
    }

    private static RunRecord Merge(RunRecord known, RunRecord now) =>
        known.Ended is not null
            ? known
            : now with
            {
                Started = known.Started,
                Stage = now.Stage ?? known.Stage,
                Dataset = now.Dataset ?? known.Dataset,
                Inferred = now.Inferred ?? known.Inferred,
                Quarantined = now.Quarantined ?? known.Quarantined,
                QuarantineReasons = now.QuarantineReasons ?? known.QuarantineReasons,
                Receipt = now.Receipt ?? known.Receipt,
                Version = now.Version ?? known.Version,
                ModelDigest = now.ModelDigest ?? known.ModelDigest,
                Verdict = now.Verdict ?? known.Verdict,
                Metrics = now.Metrics ?? known.Metrics,
                Metric = now.Metric ?? known.Metric,
                OtherApprover = now.OtherApprover ?? known.OtherApprover,
                Queued = now.Queued ?? known.Queued,
                Reproduction = now.Reproduction ?? known.Reproduction,
                Trials = now.Trials ?? known.Trials,
                Trace = now.Trace ?? known.Trace,
                Trainer = now.Trainer ?? known.Trainer,
                Parameters = now.Parameters ?? known.Parameters,
                Environment = now.Environment ?? known.Environment,
                Steps = now.Steps?.Count >= (known.Steps?.Count ?? 0) ? now.Steps : known.Steps,
                Notes = now.Notes.Count >= known.Notes.Count ? now.Notes : known.Notes,
            };

    private static string Key(string run) => $"run/{run}";

    private static string CancelKey(string run) => $"cancel/{run}";

    private static string TrialKey(string run, int number) => $"trial/{run}/{number.ToString("D8", CultureInfo.InvariantCulture)}";

    private static string AnswerKey(string run) => $"approval/{run}";

    private static string EndSearchKey(string run) => $"end-search/{run}";

    /// <summary>The rows of a model's runs begin so.</summary>
    private static string RunsOf(string model) => $"model/{model}/";

    /// <summary>Ascending keys are descending times.</summary>
    private static string Order(RunRecord run) =>
        $"{(DateTimeOffset.MaxValue.Ticks - run.Started.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}/{run.Run}";
}
