namespace MLOpsFunctions.Serving;

/// <summary>Stores at intervals what waits in memory.</summary>
internal static class FlushLoop
{
    /// <summary>
    /// Flushes until told to stop, and then once more. A flush that fails does not end the loop: what it could not store
    /// waits for the next one.
    /// </summary>
    /// <param name="interval">Time between two flushes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="flush">Stores what waits.</param>
    /// <param name="failed">Is given what a flush threw.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public static async Task RunAsync(
        TimeSpan interval,
        TimeProvider time,
        Func<CancellationToken, Task> flush,
        Action<Exception> failed,
        CancellationToken cancellation
    )
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await flush(CancellationToken.None);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                failed(fault);
            }
        }
    }
}
