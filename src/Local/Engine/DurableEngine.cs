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
    private Task _polling = Task.CompletedTask;

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
    public Task ResumeAsync(string instanceId) => TakeOverAsync(instanceId);

    /// <summary>Takes over instances that nobody runs, and repeats that until stopped.</summary>
    public async Task StartAsync()
    {
        await TakeOverAsync();
        _polling = PollAsync();
    }

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
        if (sent && _actors.TryGetValue(instanceId, out var actor))
        {
            actor.Wake(hasMessages: true);
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
        await _polling;
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
            if (_actors.TryGetValue(waiter, out var actor))
            {
                actor.Wake(hasMessages: true);
            }
        }
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
    internal void At(DateTimeOffset time, Action action)
    {
        // A system timer holds 49 days at most, so a longer wait has stages.
        var wait = time - Time.GetUtcNow();
        var stage =
            wait <= TimeSpan.Zero ? TimeSpan.Zero
            : wait < TimeSpan.FromDays(1) ? wait
            : TimeSpan.FromDays(1);
        ITimer? timer = null;
        timer = Time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                if (Time.GetUtcNow() >= time)
                {
                    action();
                }
                else
                {
                    At(time, action);
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        timer.Change(stage, Timeout.InfiniteTimeSpan);
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(_options.Poll, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // A poll ends when it is stopped.
        }
    }

    /// <summary>Checks once what other processes did; a check that fails leaves everything to the next.</summary>
    private async Task LookAsync()
    {
        try
        {
            foreach (var instance in Reader.InstancesWithMessages())
            {
                if (_actors.TryGetValue(instance, out var actor))
                {
                    actor.Wake(hasMessages: true);
                }
            }

            await TakeOverAsync();
        }
        catch (Exception fault) when (!_stop.IsCancellationRequested)
        {
            _log.LogWarning(fault, "Looking for what other processes did failed; the next look follows");
        }
    }

    /// <summary>Takes over what nobody runs: all instances, or one with its children.</summary>
    private async Task TakeOverAsync(string? only = null)
    {
        foreach (var owner in Reader.Owners())
        {
            if (owner == Owner || (owner is not null && !ProcessClaim.IsDead(_options.Database, owner)))
            {
                continue;
            }

            List<(string Instance, string Flow)> claimed = [];
            await Commits.CommitAsync(writer => claimed = only is null ? writer.Claim(Owner, owner) : writer.Claim(Owner, owner, only));
            foreach (var (instance, flow) in claimed)
            {
                if (!_flows.ContainsKey(flow))
                {
                    _log.LogError(
                        "Instance {Instance} belongs to flow {Flow}, which this version does not have; it stays open",
                        instance,
                        flow
                    );
                    continue;
                }

                Open(instance);
                Resumed?.Invoke(instance);
            }
        }
    }
}
