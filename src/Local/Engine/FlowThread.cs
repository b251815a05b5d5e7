namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// Runs a flow's continuations one after another, on whichever thread advances the flow and nowhere else.
/// What comes from elsewhere shows that the flow awaited something that is not of its context.
/// </summary>
internal sealed class FlowThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _runningOn = -1;

    /// <summary>Whether something was posted by another thread.</summary>
    public bool Trespassed { get; private set; }

    /// <summary>Whether the calling code runs on this flow's behalf.</summary>
    public bool IsCurrent => _runningOn == Environment.CurrentManagedThreadId && Current == this;

    /// <summary>Runs the action and all continuations that it sets off.</summary>
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
            Trespassed = true;
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("A flow never blocks.");
}
