namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Work that ends soon after it is told to stop.</summary>
internal static class StoppableWork
{
    /// <summary>
    /// Work that can stop does so much sooner. Work that cannot, such as a call into a native library, is left to end
    /// by itself.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs work on its own thread. After the stop it waits only for a short time.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop, and did or was left alone.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, TimeProvider time, CancellationToken stop)
    {
        var working = Task.Run(work, CancellationToken.None);
        using var done = new CancellationTokenSource();
        await Task.WhenAny(working, GraceAsync(time, stop, done.Token));
        await done.CancelAsync();
        return working.IsCompleted ? await working : throw new OperationCanceledException(stop);
    }

    private static async Task GraceAsync(TimeProvider time, CancellationToken stop, CancellationToken done)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, done);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Grace, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
