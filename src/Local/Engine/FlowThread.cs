namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// Runs a flow's continuations one after another, on the thread that advances the flow only. A continuation from
/// another thread shows that the flow awaited something outside of its context.
/// </summary>
internal sealed class FlowThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _runningOn = -1;

    /// <summary>Whether another thread posted something.</summary>
    public bool WasCalledFromOutside { get; private set; }

    /// <summary>Whether the calling code runs for this flow.</summary>
    public bool IsCurrent => _runningOn == Environment.CurrentManagedThreadId && Current == this;

    /// <summary>Runs the action and all continuations that follow from it.</summary>
    public void Run(Action action)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _runningOn = Environment.CurrentManagedThreadId;
        try
        {
            action();
            while (_queue.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _runningOn = -1;
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_runningOn == Environment.CurrentManagedThreadId)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            WasCalledFromOutside = true;
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("A flow never blocks.");
}
