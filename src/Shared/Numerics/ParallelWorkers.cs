using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Numerics;

/// <summary>
/// Threads that run independent parts, many times, a millisecond apart. Between runs they spin a little before they
/// sleep, because waking a thread costs more than most parts. The result of a part must not depend on the thread or the
/// time.
/// </summary>
internal sealed class ParallelWorkers : IDisposable
{
    /// <summary>Spins before a thread sleeps: about ten microseconds, the usual pause between two parts of one tree.</summary>
    private const int Spins = 200;

    private readonly CancellationToken _cancellation;
    private readonly object _gate = new();
    private volatile WorkItem? _job;
    private int _sleeping;
    private volatile bool _ended;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads, the caller's among them; 1 or more.</param>
    /// <param name="cancellation">Stops before the next run.</param>
    public ParallelWorkers(int threads, CancellationToken cancellation)
    {
        (Threads, _cancellation) = (threads, cancellation);
        for (var worker = 1; worker < threads; worker++)
        {
            var number = worker;
            new Thread(() => Serve(number)) { IsBackground = true, Name = "Training" }.Start();
        }
    }

    /// <summary>Threads, the caller's among them.</summary>
    public int Threads { get; }

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 and waits for all of them.</summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="part">Runs a part (first) as a worker (second, below <see cref="Threads"/>); a worker runs one part
    /// at a time.</param>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Run(int parts, Action<int, int> part)
    {
        _cancellation.ThrowIfCancellationRequested();
        var job = new WorkItem(parts, part);
        if (Threads > 1 && parts > 1)
        {
            Announce(job);
        }

        job.Work(0);
        job.Wait();
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _ended = true;
        Announce(null);
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private void Announce(WorkItem? job)
    {
        _job = job;
        lock (_gate)
        {
            if (_sleeping > 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Serve(int worker)
    {
        WorkItem? last = null;
        while (!_ended)
        {
            var job = Next(last);
            job?.Work(worker);
            last = job;
        }
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private WorkItem? Next(WorkItem? last)
    {
        for (var spin = 0; spin < Spins && !_ended; spin++)
        {
            if (_job != last)
            {
                return _job;
            }

            Thread.SpinWait(10);
        }

        lock (_gate)
        {
            _sleeping++;
            while (_job == last && !_ended)
            {
                Monitor.Wait(_gate);
            }

            _sleeping--;
        }

        return _job;
    }

    /// <summary>
    /// One run. Its counters are its own, so that a thread that comes late finds nothing left rather than another run's
    /// parts.
    /// </summary>
    private sealed class WorkItem(int parts, Action<int, int> part)
    {
        private int _next;
        private int _done;
        private Exception? _failure;

        [MethodImpl(JitOptions.AggressiveOptimization)]
        public void Work(int worker)
        {
            for (var i = Interlocked.Increment(ref _next) - 1; i < parts; i = Interlocked.Increment(ref _next) - 1)
            {
                try
                {
                    part(i, worker);
                }
                catch (Exception failure)
                {
                    // Thrown again by whoever waits.
                    _failure = failure;
                }

                Interlocked.Increment(ref _done);
            }
        }

        [MethodImpl(JitOptions.AggressiveOptimization)]
        public void Wait()
        {
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _done) < parts)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }
}
