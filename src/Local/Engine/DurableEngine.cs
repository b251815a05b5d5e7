using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// Runs flows durably on one SQLite file. Every step is an entry of the instance's history, and replaying a history
/// gives the same steps again. Activities run at least once. Several processes may share one file. An instance belongs
/// to one process at a time; when that process dies, another takes it over at once.
/// </summary>
public sealed class DurableEngine : IFlowClient, IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly ILogger _log;
    private readonly ProcessClaim _claim;
    private readonly Dictionary<string, Flow> _flows;
    private readonly ActivityRunner _activities;
    private readonly ConcurrentDictionary<string, InstanceActor> _actors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ends = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly LongTimers _timers;
    private readonly Takeover _takeover;

    /// <summary>Opens the database.</summary>
    /// <param name="options">How to run.</param>
    /// <param name="flows">The flows that may be started.</param>
    /// <param name="activities">The activities that they may call.</param>
    /// <param name="owner">The name of this engine, unique among those on the same file, and valid as a file name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ProblemException">A newer version of the product has written the file.</exception>
    public DurableEngine(
        EngineOptions options,
        IEnumerable<Flow> flows,
        IEnumerable<ActivityBinding> activities,
        string owner,
        TimeProvider time,
        ILogger<DurableEngine> log
    )
    {
        (_options, _log, Time) = (options, log, time);
        _flows = flows.ToDictionary(flow => flow.Name, StringComparer.Ordinal);
        _claim = new(options.Database, owner, time.GetUtcNow());
        Commits = new(options.Database, options.OnCommit);
        Reader = new(options.Database);
        _activities = new(this, activities, options.Concurrency, log);
        _timers = new(time, _stop.Token);
        _takeover = new(this, options, log, _stop.Token);
    }

    internal TimeProvider Time { get; }

    internal CommitQueue Commits { get; }

    internal HistoryReader Reader { get; }

    internal string Owner => _claim.Owner;

    /// <summary>An instance that another process had begun continues in this one.</summary>
    public event Action<string>? Resumed;

    /// <summary>A step could not be written, because the disk is full or read-only. It is tried again later.</summary>
    public event Action<Problem>? StorageFailed;

    /// <summary>Takes over one instance, with its children, where nobody runs it.</summary>
    public Task ResumeAsync(string instanceId) => _takeover.RunAsync(instanceId);

    /// <summary>Takes over instances that nobody runs, and repeats that until stopped.</summary>
    public Task StartAsync() => _takeover.StartAsync();

    /// <inheritdoc/>
    public async Task<bool> StartAsync<TIn, TOut>(
        Flow<TIn, TOut> flow,
        TIn input,
        string instanceId,
        CancellationToken cancellation = default
    )
    {
        if (!_flows.ContainsKey(flow.Name))
        {
            throw new ArgumentException($"Flow '{flow.Name}' is not registered.");
        }

        if (Reader.Find(instanceId) is not null)
        {
            return false;
        }

        var started = new FlowEvent(
            FlowEventKind.Started,
            -1,
            flow.Name,
            PayloadLimits.Bounded(Json.Write(input), flow.Name),
            Time.GetUtcNow()
        );
        var created = false;
        await Commits.CommitAsync(writer => created = writer.Create(instanceId, flow.Name, Owner, started));
        if (created)
        {
            Open(instanceId);
        }

        return created;
    }

    /// <inheritdoc/>
    public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
        Task.FromResult(Reader.Find(instanceId));

    /// <inheritdoc/>
    public async Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default)
    {
        var (payload, sent) = (PayloadLimits.Bounded(Json.Write(value), name), false);
        await Commits.CommitAsync(writer => sent = writer.Signal(instanceId, name, payload));
        if (sent)
        {
            Wake(instanceId);
        }

        return sent;
    }

    /// <summary>Waits until an instance has ended, whichever process runs it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such instance.</exception>
    public async Task<FlowInstance> WaitAsync(string instanceId, CancellationToken cancellation = default)
    {
        while (true)
        {
            var end = _ends.GetOrAdd(instanceId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            var found = Reader.Find(instanceId) ?? throw new KeyNotFoundException($"There is no instance '{instanceId}'.");
            if (found.State != FlowState.Running)
            {
                _ends.TryRemove(instanceId, out _);
                return found;
            }

            await Task.WhenAny(end.Task, Task.Delay(_options.Poll, Time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Instances in order of their ids, at most <paramref name="most"/>, after the given id.</summary>
    public IReadOnlyList<FlowInstance> List(FlowState? state = null, string? flow = null, string after = "", int most = 100) =>
        Reader.List(after, state, flow, most);

    /// <summary>Deletes instances that ended longer ago than <paramref name="age"/>; returns their number.</summary>
    public async Task<int> PurgeAsync(TimeSpan age)
    {
        var purged = 0;
        await Commits.CommitAsync(writer => purged = writer.Purge(Time.GetUtcNow() - age));
        return purged;
    }

    /// <summary>Stops at once: activities are cancelled, and run again when the next engine starts.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _takeover.EndAsync();
        await _activities.DisposeAsync();
        try
        {
            await Commits.CommitAsync(writer => writer.Release(Owner));
        }
        catch (Exception fault)
        {
            // Giving up the claim below has the same effect: the next process finds the owner gone.
            _log.LogWarning(fault, "The open instances could not be released");
        }

        Commits.Dispose();
        Reader.Dispose();
        _claim.Dispose();
        _stop.Dispose();
    }

    /// <summary>Loads an open instance.</summary>
    internal void Open(string instance)
    {
        if (
            _stop.IsCancellationRequested
            || Reader.Find(instance) is not { State: FlowState.Running } found
            || !_flows.TryGetValue(found.Flow, out var flow)
        )
        {
            return;
        }

        var actor = new InstanceActor(this, instance, flow);
        if (_actors.TryAdd(instance, actor))
        {
            actor.Load(Reader.Events(instance), Reader.Attempts(instance));
        }
    }

    /// <summary>An instance has ended: it leaves memory, and waiting callers continue.</summary>
    internal void Ended(string instance, IReadOnlyList<string> waiters)
    {
        _actors.TryRemove(instance, out _);
        if (_ends.TryRemove(instance, out var end))
        {
            end.TrySetResult();
        }

        foreach (var waiter in waiters)
        {
            Wake(waiter);
        }
    }

    /// <summary>A message has come for an instance; nothing happens where it is not in memory.</summary>
    internal void Wake(string instance)
    {
        if (_actors.TryGetValue(instance, out var actor))
        {
            actor.Wake(hasMessages: true);
        }
    }

    /// <summary>Loads an instance that another process had begun; false where this version lacks its flow.</summary>
    internal bool Resume(string instance, string flow)
    {
        if (!_flows.ContainsKey(flow))
        {
            return false;
        }

        Open(instance);
        Resumed?.Invoke(instance);
        return true;
    }

    /// <summary>An instance in memory differs from the disk: it is loaded again a little later.</summary>
    internal void Reload(string instance, Exception fault)
    {
        _actors.TryRemove(instance, out _);
        if (!_stop.IsCancellationRequested && UnwritableStorage.Of(fault) is { } unwritable)
        {
            RetryWhenWritable(instance, unwritable, () => Open(instance));
        }
        else if (!_stop.IsCancellationRequested)
        {
            _log.LogError(fault, "Instance {Instance} could not commit a step; it is loaded again from its history", instance);
            At(Time.GetUtcNow() + _options.ReloadAfter, () => Open(instance));
        }
    }

    /// <summary>The disk is full or read-only: tries again later. An instance stays open as long as it takes.</summary>
    internal void RetryWhenWritable(string instance, Problem problem, Action retry)
    {
        _log.LogError("Instance {Instance} waits until its storage can be written: {Problem}", instance, problem);
        StorageFailed?.Invoke(problem);
        At(Time.GetUtcNow() + _options.RetryUnwritableAfter, retry);
    }

    internal void RunActivity(InstanceActor actor, FlowEvent request, int attempt, DateTimeOffset due) =>
        _activities.Run(actor, request, attempt, due, _stop.Token);

    /// <summary>Runs an action at a time, never before the current turn of the caller's thread ends.</summary>
    internal void At(DateTimeOffset time, Action action) => _timers.At(time, action);
}
