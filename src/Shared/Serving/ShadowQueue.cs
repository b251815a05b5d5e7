using System.Threading.Channels;
using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Requests that another version scores when their callers have been answered: one at a time, and dropped where too many
/// wait. Nothing that happens here reaches a caller.
/// </summary>
/// <param name="log">Keeps the predictions, each with the id of the one that it shadows.</param>
/// <param name="statistics">Counts them.</param>
/// <param name="scoring">Asks the version.</param>
public sealed class ShadowQueue(PredictionLog log, ServingStatistics statistics, GuardedScoring scoring)
{
    /// <summary>Requests that wait at most.</summary>
    public const int MostRequests = 256;

    /// <summary>Rows that wait at most, over all requests: some megabytes.</summary>
    public const int MostRows = 20_000;

    /// <summary>How long a version may take for a request that nobody waits for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<ShadowRequest> _waiting = Channel.CreateBounded<ShadowRequest>(MostRequests);
    private readonly Lock _gate = new();
    private Task _worker = Task.CompletedTask;
    private int _rows;
    private long _dropped;

    /// <summary>Requests dropped since the start.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Ends when nothing waits.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _worker;
            }
        }
    }

    /// <summary>Takes a request, or drops it where too many wait.</summary>
    public void Add(ShadowRequest request)
    {
        if (Interlocked.Add(ref _rows, request.Rows.Count) > MostRows || !_waiting.Writer.TryWrite(request))
        {
            Interlocked.Add(ref _rows, -request.Rows.Count);
            Interlocked.Increment(ref _dropped);
            return;
        }

        lock (_gate)
        {
            if (_worker.IsCompleted)
            {
                _worker = Task.Run(WorkAsync);
            }
        }
    }

    private async Task WorkAsync()
    {
        while (Next() is { } request)
        {
            await ScoreAsync(request);
            Interlocked.Add(ref _rows, -request.Rows.Count);
        }
    }

    /// <summary>The next request. Where there is none, the worker ends before another can come.</summary>
    private ShadowRequest? Next()
    {
        lock (_gate)
        {
            if (_waiting.Reader.TryRead(out var request))
            {
                return request;
            }

            _worker = Task.CompletedTask;
            return null;
        }
    }

    private async Task ScoreAsync(ShadowRequest request)
    {
        var (version, rollout) = (request.Version.Served.Version, request.Rollout);
        var score = await scoring.ScoreAsync(request.Version.Served, request.Rows, Patience);
        if (score.Answer is { } answer)
        {
            statistics.Answered(version, rollout, answer.Predictions, score.Took);
            log.Append(answer, ServingRole.Shadow, request.Version.Slot, score.Took, request.Shadows);
            return;
        }

        statistics.Unanswered(version.Model, version.Number, rollout, score.IsRefusal ? request.Rows.Count : 0);
        log.AppendRefused(version, ServingRole.Shadow, request.Version.Slot, request.Rows.Count, score.Refusal!.Value);
    }
}

/// <summary>A request that another version scores too.</summary>
/// <param name="Rows">The rows, to be read when the request is over.</param>
/// <param name="Shadows">The id of the caller's prediction of the first row; null where the caller got none.</param>
public sealed record ShadowRequest(RoutedModel Version, Rollout Rollout, RequestRows Rows, string? Shadows);
