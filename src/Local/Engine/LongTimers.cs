namespace MLOpsFunctions.Local.Engine;

/// <summary>Timers of any length, until the engine stops.</summary>
/// <param name="time">The clock.</param>
/// <param name="stop">When it is cancelled, nothing runs any more.</param>
internal sealed class LongTimers(TimeProvider time, CancellationToken stop)
{
    /// <summary>Runs an action at a time, never before the current turn of the caller's thread ends.</summary>
    public void At(DateTimeOffset when, Action action)
    {
        // A system timer holds 49 days at most, so a longer wait has stages.
        var wait = when - time.GetUtcNow();
        var stage =
            wait <= TimeSpan.Zero ? TimeSpan.Zero
            : wait < TimeSpan.FromDays(1) ? wait
            : TimeSpan.FromDays(1);
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                if (time.GetUtcNow() >= when)
                {
                    action();
                }
                else
                {
                    At(when, action);
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        timer.Change(stage, Timeout.InfiniteTimeSpan);
    }
}
