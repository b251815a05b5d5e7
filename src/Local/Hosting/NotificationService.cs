using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>Sends notifications until cancelled; beside the schedules, because a receiver may hang.</summary>
/// <param name="notifications">Finds and delivers notifications.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to say what fails.</param>
internal sealed class NotificationService(NotificationDispatch notifications, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Sends notifications until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await notifications.TickAsync(cancellation);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogError(fault, "Notifications could not be sent; the next attempt follows");
                }
            } while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping is how it ends.
        }
    }
}
