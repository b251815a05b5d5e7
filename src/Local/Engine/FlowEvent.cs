namespace MLOpsFunctions.Local.Engine;

/// <summary>The kinds of events in an instance's history. Stored by name: names never change once released.</summary>
internal enum FlowEventKind
{
    /// <summary>The instance began; the payload is its input.</summary>
    Started,

    /// <summary>The code asked for an activity; the payload is a <see cref="ActivityRequest"/>.</summary>
    ActivityScheduled,

    /// <summary>The code asked for a child flow; the payload is a <see cref="ChildRequest"/>.</summary>
    ChildScheduled,

    /// <summary>The code waits until a time; the payload is the time.</summary>
    TimerScheduled,

    /// <summary>The code waits for a signal of this name; the payload is the timeout, or nothing.</summary>
    SignalAwaited,

    /// <summary>An activity or child flow gave a result.</summary>
    Completed,

    /// <summary>An activity or child flow failed for good; the payload is a <see cref="Failure"/>.</summary>
    Failed,

    TimerFired,

    /// <summary>A signal of this name came; the payload is its value.</summary>
    SignalReceived,

    /// <summary>The instance ended.</summary>
    Ended,
}

/// <summary>One entry of a history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Action">The number of the code's request, from 0; -1 if the event is neither a request nor an answer.</param>
/// <param name="Name">Activity, flow or signal.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Time">The time of the event.</param>
internal sealed record FlowEvent(FlowEventKind Kind, int Action, string Name, string Payload, DateTimeOffset Time)
{
    /// <summary>Whether the code requested it; otherwise it is an answer from outside.</summary>
    public bool IsRequest =>
        Kind
            is FlowEventKind.ActivityScheduled
                or FlowEventKind.ChildScheduled
                or FlowEventKind.TimerScheduled
                or FlowEventKind.SignalAwaited;
}

internal sealed record ActivityRequest(string Input, Pipelines.ActivityRetry Retry);

/// <summary>A request for a child flow.</summary>
internal sealed record ChildRequest(string Instance, string Input);

/// <summary>Why something failed for good.</summary>
internal sealed record Failure(string Message, Problem? Problem);
