namespace MLOpsFunctions.Training.Boosting;

/// <summary>Runs independent parts on a number of threads. What the parts compute must not depend on who runs them.</summary>
/// <param name="threads">Threads, 1 or more.</param>
/// <param name="cancellation">Stops between parts.</param>
internal sealed class Team(int threads, CancellationToken cancellation)
{
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

    /// <summary>Threads.</summary>
    public int Threads { get; } = threads;

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 and waits for all of them.</summary>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public void Run(int parts, Action<int> part)
    {
        if (Threads == 1 || parts == 1)
        {
            for (var i = 0; i < parts; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                part(i);
            }
        }
        else
        {
            Parallel.For(0, parts, _options, part);
        }
    }
}
