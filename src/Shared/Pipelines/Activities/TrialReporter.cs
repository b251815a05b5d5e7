using MLOpsFunctions.Experiments.Search;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Reports the progress of a trial at intervals while it runs.</summary>
internal sealed class TrialReporter : IProgress<double>, IAsyncDisposable
{
    /// <summary>Time between two reports. A shorter trial is reported when it is done.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly RunLog _runs;
    private readonly TimeProvider _time;
    private readonly string _run;
    private readonly Trial _trial;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _telling;
    private double _fraction = double.NaN;

    /// <summary>Starts to report.</summary>
    public TrialReporter(RunLog runs, TimeProvider time, string run, Trial trial)
    {
        (_runs, _time, _run, _trial) = (runs, time, run, trial);
        _telling = ReportAsync(time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Report(double value) => Volatile.Write(ref _fraction, value);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _telling;
        _done.Dispose();
    }

    private async Task ReportAsync(long started)
    {
        for (var told = false; ; told = true)
        {
            await Task.Delay(Interval, _time, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (_done.IsCancellationRequested)
                {
                    await (told ? _runs.ForgetTrialAsync(_run, _trial.Number) : Task.CompletedTask);
                    return;
                }

                var (seconds, fraction) = (_time.GetElapsedTime(started).TotalSeconds, Volatile.Read(ref _fraction));
                await _runs.NoteTrialAsync(_run, new(_trial.Number, _trial.Trainer, seconds, double.IsNaN(fraction) ? null : fraction));
            }
            catch (Exception) when (_done.IsCancellationRequested)
            {
                return; // A note that stays is overwritten by the next trial of this number, and shown of no run that has ended.
            }
            catch (Exception)
            {
                // A report that fails must not fail the training.
            }
        }
    }
}
