using System.Diagnostics;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>The wall time in which at least one training ran: trainings side by side count once.</summary>
internal sealed class TrainingClock
{
    private readonly Lock _gate = new();
    private int _running;
    private long _started;
    private TimeSpan _elapsed;

    public TimeSpan Elapsed => _elapsed;

    public void Begin()
    {
        lock (_gate)
        {
            if (_running++ == 0)
            {
                _started = Stopwatch.GetTimestamp();
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _elapsed += Stopwatch.GetElapsedTime(_started);
            }
        }
    }
}

/// <summary>A trainer whose time is taken.</summary>
internal sealed class TimedTrainer(ITrainer inner, TrainingClock clock) : ITrainer
{
    public string Name => inner.Name;

    public FeatureEncoding Encoding => inner.Encoding;

    public IReadOnlyList<ParameterRange> SearchSpace => inner.SearchSpace;

    public bool Supports(ModelTask task) => inner.Supports(task);

    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        clock.Begin();
        try
        {
            return inner.Train(training, validation, parameters, context);
        }
        finally
        {
            clock.End();
        }
    }
}
