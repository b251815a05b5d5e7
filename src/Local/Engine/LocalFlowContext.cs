using System.Globalization;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// The port between a flow and this engine. Requests have numbers in the order in which the code makes them; answers
/// have the same numbers.
/// </summary>
internal sealed class LocalFlowContext(FlowThread thread) : IFlowContext
{
    private readonly Dictionary<int, FlowEvent> _open = [];
    private readonly Dictionary<int, Action<FlowEvent>> _continuations = [];
    private readonly Dictionary<string, Queue<string>> _buffered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<int>> _waiting = new(StringComparer.Ordinal);
    private Dictionary<int, FlowEvent> _expected = [];
    private List<FlowEvent> _requests = [];
    private FlowProgress? _progress;
    private int _next;

    /// <inheritdoc/>
    public DateTimeOffset Now { get; set; }

    /// <summary>Whether the history holds requests that the code has not made again yet.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>Requests without an answer, by number.</summary>
    public IReadOnlyDictionary<int, FlowEvent> Open => _open;

    /// <summary>Where the code differs from its history; null while they agree.</summary>
    public NonDeterminismException? Violation { get; private set; }

    /// <summary>Records what the code requested, according to the history.</summary>
    public void Expect(IEnumerable<FlowEvent> requests)
    {
        _expected = requests.ToDictionary(request => request.Action);
        IsReplaying = true;
    }

    /// <summary>Ends the replay: the code must have made all requests of the history again.</summary>
    public void EndReplay()
    {
        IsReplaying = false;
        if (_expected.Values.MinBy(request => request.Action) is { } missing)
        {
            Violation ??= new(missing.Action, Name(missing), "nothing");
        }
    }

    /// <summary>The requests since the last call.</summary>
    public IReadOnlyList<FlowEvent> TakeRequests()
    {
        var taken = _requests;
        _requests = [];
        return taken;
    }

    /// <summary>The last report since the last call.</summary>
    public FlowProgress? TakeProgress()
    {
        var taken = _progress;
        _progress = null;
        return taken;
    }

    /// <summary>Passes an answer to the code that awaits it.</summary>
    public void Answer(FlowEvent entry)
    {
        if (entry.Kind == FlowEventKind.SignalReceived)
        {
            Receive(entry);
        }
        else if (_continuations.Remove(entry.Action, out var continuation))
        {
            _open.Remove(entry.Action);
            continuation(entry);
        }
    }

    /// <inheritdoc/>
    public Task<TOut> CallAsync<TIn, TOut>(Activity<TIn, TOut> activity, TIn input, ActivityRetry? retry = null) =>
        Ask<TOut>(
            FlowEventKind.ActivityScheduled,
            activity.Name,
            Json.Write(new ActivityRequest(PayloadLimits.Bounded(Json.Write(input), activity.Name), retry ?? ActivityRetry.Default))
        );

    /// <inheritdoc/>
    public Task<TOut> CallFlowAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId) =>
        Ask<TOut>(
            FlowEventKind.ChildScheduled,
            flow.Name,
            Json.Write(new ChildRequest(instanceId, PayloadLimits.Bounded(Json.Write(input), flow.Name)))
        );

    /// <inheritdoc/>
    public Task DelayUntilAsync(DateTimeOffset time)
    {
        var source = new TaskCompletionSource();
        Request(FlowEventKind.TimerScheduled, "timer", Write(time), _ => source.SetResult());
        return source.Task;
    }

    /// <inheritdoc/>
    public Task<Signal<T>> WaitForSignalAsync<T>(string name, TimeSpan timeout)
    {
        Demand();
        if (_buffered.TryGetValue(name, out var early) && early.TryDequeue(out var value))
        {
            return Task.FromResult(new Signal<T>(false, Json.Read<T>(value)));
        }

        var source = new TaskCompletionSource<Signal<T>>();
        var until = timeout == Timeout.InfiniteTimeSpan ? "" : Write(Now + timeout);
        var action = Request(
            FlowEventKind.SignalAwaited,
            name,
            until,
            answer =>
                source.SetResult(
                    answer.Kind == FlowEventKind.SignalReceived ? new(false, Json.Read<T>(answer.Payload)) : new(true, default)
                )
        );
        (_waiting.TryGetValue(name, out var queue) ? queue : _waiting[name] = new()).Enqueue(action);
        return source.Task;
    }

    /// <inheritdoc/>
    public void Report(FlowProgress progress)
    {
        Demand();
        if (!IsReplaying)
        {
            _progress = progress;
        }
    }

    /// <summary>A time in the form of events.</summary>
    public static string Write(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>The time of an event.</summary>
    public static DateTimeOffset ReadTime(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private void Receive(FlowEvent signal)
    {
        if (_waiting.TryGetValue(signal.Name, out var waiters))
        {
            while (waiters.TryDequeue(out var action))
            {
                // A waiter that timed out is still in the queue; it is skipped.
                if (_continuations.Remove(action, out var continuation))
                {
                    _open.Remove(action);
                    continuation(signal);
                    return;
                }
            }
        }

        (_buffered.TryGetValue(signal.Name, out var queue) ? queue : _buffered[signal.Name] = new()).Enqueue(signal.Payload);
    }

    private Task<TOut> Ask<TOut>(FlowEventKind kind, string name, string payload)
    {
        var source = new TaskCompletionSource<TOut>();
        Request(
            kind,
            name,
            payload,
            answer =>
            {
                if (answer.Kind == FlowEventKind.Completed)
                {
                    source.SetResult(Json.Read<TOut>(answer.Payload));
                }
                else
                {
                    var failure = Json.Read<Failure>(answer.Payload);
                    source.SetException(new FlowActivityException(name, failure.Message, failure.Problem));
                }
            }
        );
        return source.Task;
    }

    private int Request(FlowEventKind kind, string name, string payload, Action<FlowEvent> continuation)
    {
        Demand();
        var request = new FlowEvent(kind, _next++, name, payload, Now);
        if (_expected.Remove(request.Action, out var recorded))
        {
            if (recorded.Kind != kind || recorded.Name != name)
            {
                throw Violation = new(request.Action, Name(recorded), Name(request));
            }

            request = recorded;
        }
        else if (IsReplaying && _expected.Count > 0)
        {
            throw Violation = new(request.Action, "nothing", Name(request));
        }
        else
        {
            _requests.Add(request);
        }

        _open.Add(request.Action, request);
        _continuations.Add(request.Action, continuation);
        return request.Action;
    }

    private void Demand()
    {
        if (!thread.IsCurrent)
        {
            throw new InvalidOperationException("A flow's context is used by the flow's own code only, not by threads that it started.");
        }
    }

    private static string Name(FlowEvent request) =>
        request.Kind switch
        {
            FlowEventKind.ActivityScheduled => $"activity '{request.Name}'",
            FlowEventKind.ChildScheduled => $"flow '{request.Name}'",
            FlowEventKind.SignalAwaited => $"signal '{request.Name}'",
            _ => "a timer",
        };
}
