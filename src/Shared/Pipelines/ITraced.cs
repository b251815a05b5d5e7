namespace MLOpsFunctions.Pipelines;

/// <summary>A message of a run that says to which trace the run belongs.</summary>
public interface ITraced
{
    /// <summary>The W3C trace context (<see cref="TraceContext"/>); null where nothing was traced.</summary>
    string? Trace { get; }
}

/// <summary>A message about a training, whose trace is the training's.</summary>
public interface ITracedJob : ITraced
{
    TrainingJob Job { get; }

    string? ITraced.Trace => Job.Trace;
}
