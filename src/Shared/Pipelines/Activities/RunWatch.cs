namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Runs the activities of a run so that a person can cancel them.</summary>
/// <param name="runs">The runs, with their cancellations.</param>
/// <param name="time">The clock.</param>
internal sealed class RunWatch(RunLog runs, TimeProvider time)
{
    /// <summary>Time between two checks: short enough for a person, and a read costs little beside a training.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Binds an activity so that its run can be cancelled before it starts and while it works.</summary>
    /// <param name="run">The run that an input belongs to.</param>
    /// <param name="body">The code.</param>
    /// <param name="cancelled">What to do where the run was cancelled; null: nothing.</param>
    public ActivityBinding Bind<TIn, TOut>(
        Activity<TIn, TOut> activity,
        Func<TIn, string> run,
        Func<TIn, CancellationToken, Task<TOut>> body,
        Func<TIn, RunCancellation, Task>? cancelled = null
    ) =>
        ActivityBinding.Bind(
            activity,
            (input, stop) => RunAsync(run(input), token => body(input, token), stop, Of(input, cancelled)),
            (input, stop) => CheckAsync(run(input), stop, Of(input, cancelled))
        );

    /// <summary>Binds an activity that is not stopped once it works, because it changes what serves.</summary>
    /// <param name="run">The run that an input belongs to.</param>
    /// <param name="body">The code.</param>
    public ActivityBinding BindWhole<TIn, TOut>(
        Activity<TIn, TOut> activity,
        Func<TIn, string> run,
        Func<TIn, CancellationToken, Task<TOut>> body
    ) =>
        ActivityBinding.Bind(
            activity,
            async (input, stop) =>
            {
                await CheckAsync(run(input), stop);
                return await body(input, stop);
            },
            (input, stop) => CheckAsync(run(input), stop)
        );

    /// <summary>Runs something of a run.</summary>
    /// <exception cref="ProblemException">The run was cancelled, before or meanwhile.</exception>
    public async Task<T> RunAsync<T>(
        string run,
        Func<CancellationToken, Task<T>> body,
        CancellationToken stop,
        Func<RunCancellation, Task>? cancelled = null
    )
    {
        await CheckAsync(run, stop, cancelled);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(run, cancel, done.Token);
        try
        {
            return await StoppableWork.RunAsync(() => body(cancel.Token), time, cancel.Token);
        }
        catch (Exception) when (cancel.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // Whatever exception the code makes of its cancellation.
            await CheckAsync(run, CancellationToken.None, cancelled);
            throw;
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }
    }

    private static Func<RunCancellation, Task>? Of<TIn>(TIn input, Func<TIn, RunCancellation, Task>? cancelled) =>
        cancelled is null ? null : asked => cancelled(input, asked);

    private async Task CheckAsync(string run, CancellationToken stop, Func<RunCancellation, Task>? cancelled = null)
    {
        if (await runs.FindCancellationAsync(run, stop) is { } asked)
        {
            await (cancelled?.Invoke(asked) ?? Task.CompletedTask);
            throw asked.Refusal();
        }
    }

    private async Task WatchAsync(string run, CancellationTokenSource cancel, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(Interval, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            if (await IsAskedAsync(run))
            {
                await cancel.CancelAsync();
                return;
            }
        }
    }

    /// <summary>A check that fails is repeated by the next one; the work goes on.</summary>
    private async Task<bool> IsAskedAsync(string run)
    {
        try
        {
            return await runs.FindCancellationAsync(run, CancellationToken.None) is not null;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
