using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Counts, for each stage of a rollout, what each of its versions does. A window is a minute; every instance writes its own
/// row of the statistics table for it, again and again until the minute is over, so that nobody waits for anybody and a
/// killed process loses the last seconds only. A reader adds all rows up.
/// </summary>
/// <param name="tables">Where they are kept.</param>
/// <param name="instance">Names this process among all that serve.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a storage that cannot be written is told of.</param>
public sealed partial class ServingStatistics(ITableStore tables, string instance, TimeProvider time, ILogger log)
{
    /// <summary>How often what was counted is written.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    /// <summary>How far a reader looks back: a day has the whole mix of callers, and more would hide what began today.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(1);

    /// <summary>Most windows in memory. Beyond it, while storage cannot be written, the oldest are lost.</summary>
    private const int MaxWindows = 1_000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly Dictionary<Key, Window> _windows = [];

    /// <summary>Counts an answered request.</summary>
    /// <param name="version">The version that answered or only scored it.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="predictions">What it predicted.</param>
    /// <param name="took">How long it took.</param>
    public void Answered(Registry.ModelVersion version, Rollout rollout, Predictions predictions, TimeSpan took)
    {
        lock (_gate)
        {
            var window = Current(version.Model, rollout.Number, version.Number);
            window.Requests++;
            window.Rows += predictions.RowCount;
            Count(window.Latency, LatencyBuckets.Of(took), int.MaxValue, LatencyBuckets.Last);
            for (var row = 0; row < predictions.RowCount; row++)
            {
                if (PredictionBins.Of(predictions, row, rollout.Terms.Edges) is { } bin)
                {
                    Count(window.Predictions, bin, PredictionBins.Most, PredictionBins.Rest);
                }
            }
        }
    }

    /// <summary>Counts a request that a version did not answer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="version">The version.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="refusedRows">Rows that it refused; 0: it failed.</param>
    public void Unanswered(string model, int version, Rollout rollout, int refusedRows)
    {
        lock (_gate)
        {
            var window = Current(model, rollout.Number, version);
            window.Requests++;
            window.RefusedRows += refusedRows;
            window.Errors += refusedRows == 0 ? 1 : 0;
        }
    }

    /// <summary>What each version of a stage did, over the last <see cref="Span"/>, on all instances.</summary>
    public async Task<IReadOnlyDictionary<int, ServingTally>> ReadAsync(string model, int stage, CancellationToken cancellation = default)
    {
        var tallies = new Dictionary<int, ServingTally>();
        var from = RowPrefix(stage, time.GetUtcNow() - Span);
        await foreach (
            var row in tables.QueryAsync(StorageNames.StatisticsTable, model, from, RowPrefix(stage, DateTimeOffset.MaxValue), cancellation)
        )
        {
            var version = int.Parse(row.Row.Split('/')[2], CultureInfo.InvariantCulture);
            tallies[version] = tallies.GetValueOrDefault(version, ServingTally.Empty).Add(row.Read<ServingTally>());
        }

        return tallies;
    }

    /// <summary>The minute of a stored tally, or the hour of a count of traffic beside it; null: the row is neither.</summary>
    internal static DateTimeOffset? TimeOf(string row) =>
        row.Split('/') is [_, var time, ..]
        && DateTimeOffset.TryParseExact(
            time,
            ["yyyyMMddHHmm", "yyyyMMddHH"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;

    /// <summary>Writes until told to stop, and then what is left.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        FlushLoop.RunAsync(FlushInterval, time, FlushAsync, fault => LogUnstored(log, fault), cancellation);

    /// <summary>Writes what has been counted since the last time. What cannot be written goes on waiting.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _flushing.WaitAsync(cancellation);
        try
        {
            foreach (var group in Changed().GroupBy(change => change.Key.Model, StringComparer.Ordinal))
            {
                foreach (var part in group.Chunk(TableLimits.MaxOperations))
                {
                    await tables.WriteAsync(
                        StorageNames.StatisticsTable,
                        group.Key,
                        [.. part.Select(change => TableWrite.Upsert(RowName(change.Key), Json.Write(change.Tally)))],
                        cancellation
                    );
                    Written(part);
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    private List<(Key Key, ServingTally Tally)> Changed()
    {
        lock (_gate)
        {
            return [.. _windows.Where(window => window.Value.IsChanged).Select(window => (window.Key, window.Value.ToTally()))];
        }
    }

    /// <summary>Forgets windows that are over, once all of them is written.</summary>
    private void Written(IEnumerable<(Key Key, ServingTally Tally)> changes)
    {
        lock (_gate)
        {
            var minute = Minute(time.GetUtcNow());
            foreach (var (key, tally) in changes)
            {
                if (_windows.TryGetValue(key, out var window) && window.Requests == tally.Requests)
                {
                    window.Written = tally.Requests;
                    if (key.Minute < minute)
                    {
                        _windows.Remove(key);
                    }
                }
            }
        }
    }

    private Window Current(string model, int stage, int version)
    {
        var key = new Key(model, stage, Minute(time.GetUtcNow()), version);
        if (!_windows.TryGetValue(key, out var window))
        {
            if (_windows.Count >= MaxWindows)
            {
                _windows.Remove(_windows.Keys.MinBy(known => known.Minute)!);
            }

            _windows[key] = window = new();
        }

        return window;
    }

    private static void Count<T>(Dictionary<T, long> counts, T key, int most, T rest)
        where T : notnull
    {
        key = counts.Count >= most && !counts.ContainsKey(key) ? rest : key;
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private static DateTimeOffset Minute(DateTimeOffset now) =>
        new(now.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static string RowPrefix(int stage, DateTimeOffset minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage:D10}/{minute.UtcDateTime:yyyyMMddHHmm}");

    private string RowName(Key key) =>
        string.Create(CultureInfo.InvariantCulture, $"{RowPrefix(key.Stage, key.Minute)}/{key.Version:D10}/{instance}");

    [LoggerMessage(Level = LogLevel.Error, Message = "Statistics of a rollout could not be stored; they wait")]
    private static partial void LogUnstored(ILogger log, Exception fault);

    private sealed record Key(string Model, int Stage, DateTimeOffset Minute, int Version);

    private sealed class Window
    {
        public long Requests { get; set; }

        public long Rows { get; set; }

        public long Errors { get; set; }

        public long RefusedRows { get; set; }

        public long Written { get; set; }

        public bool IsChanged => Requests != Written;

        public Dictionary<int, long> Latency { get; } = [];

        public Dictionary<string, long> Predictions { get; } = new(StringComparer.Ordinal);

        public ServingTally ToTally() =>
            new(
                Requests,
                Rows,
                Errors,
                RefusedRows,
                new SortedDictionary<int, long>(Latency),
                new SortedDictionary<string, long>(Predictions, StringComparer.Ordinal)
            );
    }
}
