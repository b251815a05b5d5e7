namespace MLOpsFunctions.Pipelines;

/// <summary>
/// What a flow may ask of its engine, and nothing else. A flow is deterministic: given the same answers it asks the same questions in the
/// same order, because both engines replay it from its history. It does no I/O; activities do.
/// </summary>
public interface IFlowContext
{
    /// <summary>The time of the event being handled; the same on replay.</summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// Runs an activity, at least once, and gives its result. Several calls before the first await run side by side
    /// (fan out; await with <see cref="Task.WhenAll(IEnumerable{Task})"/>).
    /// </summary>
    /// <exception cref="FlowActivityException">It failed for good: the retries are used up, or the failure was a
    /// <see cref="Problem"/>.</exception>
    Task<TOut> CallAsync<TIn, TOut>(Activity<TIn, TOut> activity, TIn input, ActivityRetry? retry = null);

    /// <summary>
    /// Starts another flow under the given id and waits for its result. An instance of that id that has already ended
    /// answers with its result.
    /// </summary>
    /// <exception cref="FlowActivityException">It failed.</exception>
    Task<TOut> CallFlowAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId);

    /// <summary>
    /// Waits for a signal of this name, sent before or after this call, or until the timeout: then
    /// <see cref="Signal{T}.TimedOut"/>.
    /// </summary>
    Task<Signal<T>> WaitForSignalAsync<T>(string name, TimeSpan timeout);

    /// <summary>Waits until a time.</summary>
    Task DelayUntilAsync(DateTimeOffset time);

    /// <summary>Tells those who ask how far the run is.</summary>
    void Report(FlowProgress progress);
}

/// <summary>How far a run is.</summary>
/// <param name="Stage">The stage's name, e.g. <c>train</c>.</param>
/// <param name="Fraction">Done, 0 to 1.</param>
/// <param name="Message">One line for a person.</param>
public sealed record FlowProgress(string Stage, double Fraction, string Message);

/// <summary>A signal, or none in time.</summary>
/// <param name="TimedOut">No signal came in time.</param>
/// <param name="Value">What was sent.</param>
public sealed record Signal<T>(bool TimedOut, T? Value);

/// <summary>
/// How often, and how far apart, a failed activity is tried again: first, first x factor, first x factor², ... up to
/// longest.
/// </summary>
/// <param name="Attempts">Tries in all, 1 or more.</param>
/// <param name="First">Wait before the second try.</param>
/// <param name="Factor">Growth of the wait, 1 or more.</param>
/// <param name="Longest">The longest wait.</param>
public sealed record ActivityRetry(int Attempts, TimeSpan First, double Factor, TimeSpan Longest)
{
    /// <summary>Five tries over about half a minute: outlives a failover of a storage partition.</summary>
    public static readonly ActivityRetry Default = new(5, TimeSpan.FromSeconds(1), 2.5, TimeSpan.FromSeconds(20));
}

/// <summary>An activity or child flow that failed for good.</summary>
/// <param name="name">The activity or flow.</param>
/// <param name="message">What happened.</param>
/// <param name="problem">The problem that the caller can solve, where that is the cause.</param>
public sealed class FlowActivityException(string name, string message, Problem? problem = null) : Exception(message)
{
    public string Name { get; } = name;

    /// <summary>The problem that the caller can solve, where that is the cause.</summary>
    public Problem? Problem { get; } = problem;
}
