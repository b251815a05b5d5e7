namespace MLOpsFunctions.Local.Engine;

/// <summary>What can happen in an instance's history. Stored by name: names never change once released.</summary>
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

    /// <summary>The code waits for a signal of this name; the payload is when it gives up, or nothing.</summary>
    SignalAwaited,

    /// <summary>An activity or child flow gave a result.</summary>
    Completed,

    /// <summary>An activity or child flow failed for good; the payload is a <see cref="Failure"/>.</summary>
    Failed,

    /// <summary>A time came.</summary>
    TimerFired,

    /// <summary>A signal of this name came; the payload is its value.</summary>
    SignalReceived,

    /// <summary>The instance ended.</summary>
    Ended,
}

/// <summary>One entry of a history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Action">Which of the code's requests it is or answers, from 0; -1 where it is neither.</param>
/// <param name="Name">Activity, flow or signal.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Time">When.</param>
internal sealed record FlowEvent(FlowEventKind Kind, int Action, string Name, string Payload, DateTimeOffset Time)
{
    /// <summary>Whether the code asked for it, as opposed to the world answering.</summary>
    public bool IsRequest =>
        Kind
            is FlowEventKind.ActivityScheduled
                or FlowEventKind.ChildScheduled
                or FlowEventKind.TimerScheduled
                or FlowEventKind.SignalAwaited;
}

/// <summary>An activity that was asked for.</summary>
internal sealed record ActivityRequest(string Input, Pipelines.ActivityRetry Retry);

/// <summary>A child flow that was asked for.</summary>
internal sealed record ChildRequest(string Instance, string Input);

/// <summary>Why something failed for good.</summary>
internal sealed record Failure(string Message, Problem? Problem);
