using System.Diagnostics;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// A flow by name: its code, and the types it takes and gives. Types are JSON documents (<see cref="Json"/>), small:
/// ids and summaries, never data.
/// </summary>
public abstract class Flow
{
    private protected Flow(string name, Type input, Type output) => (Name, InputType, OutputType) = (name, input, output);

    /// <summary>The name in histories and instance listings; never changes once released.</summary>
    public string Name { get; }

    /// <summary>What it takes.</summary>
    public Type InputType { get; }

    /// <summary>What it gives.</summary>
    public Type OutputType { get; }

    /// <summary>Runs the flow on JSON, for engines that know no types: input document in, output document out.</summary>
    public abstract Task<string> RunJsonAsync(IFlowContext context, string input);
}

/// <summary>A flow with its types.</summary>
/// <param name="name">The name in histories.</param>
/// <param name="body">The deterministic code.</param>
public sealed class Flow<TIn, TOut>(string name, Func<IFlowContext, TIn, Task<TOut>> body) : Flow(name, typeof(TIn), typeof(TOut))
{
    public Task<TOut> RunAsync(IFlowContext context, TIn input) => body(context, input);

    /// <inheritdoc/>
    public override async Task<string> RunJsonAsync(IFlowContext context, string input) =>
        Json.Write(await body(context, Json.Read<TIn>(input)));
}

/// <summary>An activity by name: a step that may do I/O and is idempotent, because engines run it at least once.</summary>
/// <param name="Name">The name in histories; never changes once released.</param>
public sealed record Activity<TIn, TOut>(string Name);

/// <summary>An activity bound to its code, as engines run it.</summary>
public sealed class ActivityBinding
{
    private ActivityBinding(string name, Type input, Type output, Func<string, CancellationToken, Task<string>> run) =>
        (Name, InputType, OutputType, RunJsonAsync) = (name, input, output, run);

    public string Name { get; }

    /// <summary>What it takes.</summary>
    public Type InputType { get; }

    /// <summary>What it gives.</summary>
    public Type OutputType { get; }

    /// <summary>Runs it on JSON.</summary>
    public Func<string, CancellationToken, Task<string>> RunJsonAsync { get; }

    /// <summary>Whether it computes: then the number that run at once is limited. False for one that writes a row.</summary>
    public bool Computes { get; private init; } = true;

    /// <summary>The trace context in an input; null where it carries none.</summary>
    private Func<string, string?> TraceOf { get; init; } = static _ => null;

    /// <summary>Throws where it need not run any more; called while it waits for its turn.</summary>
    public Func<string, CancellationToken, Task> CheckAsync { get; private init; } = (_, _) => Task.CompletedTask;

    /// <summary>Binds an activity to its code.</summary>
    public static ActivityBinding Bind<TIn, TOut>(Activity<TIn, TOut> activity, Func<TIn, CancellationToken, Task<TOut>> body) =>
        new(
            activity.Name,
            typeof(TIn),
            typeof(TOut),
            async (input, cancellation) =>
            {
                try
                {
                    return Json.Write(await body(Json.Read<TIn>(input), cancellation));
                }
                catch (Exception fault) when (StorageDamage.Of(fault) is { } damage)
                {
                    throw new ProblemException(damage, fault); // As a problem, so that no engine tries again.
                }
            }
        )
        {
            TraceOf = static input => (Json.Read<TIn>(input) as ITraced)?.Trace,
        };

    /// <summary>The same activity, which also measures how long it takes, and belongs to the trace of its run.</summary>
    /// <param name="time">The clock.</param>
    public ActivityBinding Measured(TimeProvider time) =>
        new(Name, InputType, OutputType, (input, cancellation) => MeasureAsync(input, time, cancellation))
        {
            Computes = Computes,
            CheckAsync = CheckAsync,
        };

    private async Task<string> MeasureAsync(string input, TimeProvider time, CancellationToken cancellation)
    {
        using var span = TraceContext.Begin(Name, Instruments.Source.HasListeners() ? TraceOf(input) : null);
        var (began, outcome) = (time.GetTimestamp(), "failed");
        try
        {
            var result = await RunJsonAsync(input, cancellation);
            outcome = "ok";
            return result;
        }
        catch (Exception fault)
        {
            outcome =
                fault is ProblemException ? "refused"
                : fault is OperationCanceledException && cancellation.IsCancellationRequested ? "stopped"
                : outcome;
            span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name); // What it says may hold cells of the data.
            throw;
        }
        finally
        {
            Instruments.ActivityEnded(Name, outcome, time.GetElapsedTime(began));
        }
    }

    /// <summary>Binds an activity that may turn out to be needless while it waits for its turn.</summary>
    /// <param name="body">Its code.</param>
    /// <param name="check">Throws where it need not run any more.</param>
    public static ActivityBinding Bind<TIn, TOut>(
        Activity<TIn, TOut> activity,
        Func<TIn, CancellationToken, Task<TOut>> body,
        Func<TIn, CancellationToken, Task> check
    )
    {
        var bound = Bind(activity, body);
        return new(bound.Name, bound.InputType, bound.OutputType, bound.RunJsonAsync)
        {
            TraceOf = bound.TraceOf,
            CheckAsync = (input, stop) => check(Json.Read<TIn>(input), stop),
        };
    }

    /// <summary>Binds an activity that only writes a row; it does not wait for a turn.</summary>
    public static ActivityBinding BindWrite<TIn, TOut>(Activity<TIn, TOut> activity, Func<TIn, CancellationToken, Task<TOut>> body)
    {
        var bound = Bind(activity, body);
        return new(bound.Name, bound.InputType, bound.OutputType, bound.RunJsonAsync) { TraceOf = bound.TraceOf, Computes = false };
    }
}
