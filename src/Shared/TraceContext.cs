using System.Diagnostics;

namespace MLOpsFunctions;

/// <summary>
/// W3C trace context (w3.org/TR/trace-context) as text: a request's <c>traceparent</c>, carried by the messages of a run
/// so that all of its steps belong to the trace that asked for it.
/// </summary>
public static class TraceContext
{
    /// <summary>The context of what runs now; null where nothing is traced.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Begins a span that belongs to a stored context; to what runs now where there is none.</summary>
    /// <param name="name">The span's name.</param>
    /// <param name="parent">The stored context; null or unreadable: none.</param>
    /// <returns>The span; null where nobody listens.</returns>
    public static Activity? Begin(string name, string? parent)
    {
        if (!Instruments.Source.HasListeners() || !ActivityContext.TryParse(parent, null, isRemote: true, out var context))
        {
            return Instruments.Source.StartActivity(name);
        }

        // The host has a trace of its own for what it runs: the two know of each other.
        ActivityLink[]? links = Activity.Current is { } host && host.TraceId != context.TraceId ? [new(host.Context)] : null;
        return Instruments.Source.StartActivity(name, ActivityKind.Internal, context, links: links);
    }

    /// <summary>
    /// Tells of a run that has ended, as a span that belongs to a stored context: its flow may be replayed, so it has none.
    /// </summary>
    /// <param name="name">The span's name.</param>
    /// <param name="parent">The stored context; null or unreadable: none.</param>
    /// <param name="from">When it began.</param>
    /// <param name="to">When it ended.</param>
    /// <param name="model">The model.</param>
    /// <param name="run">The run.</param>
    public static void Past(string name, string? parent, DateTimeOffset from, DateTimeOffset to, string model, string run)
    {
        _ = ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        using var span = Instruments.Source.StartActivity(name, ActivityKind.Internal, context, startTime: from);
        span?.SetTag("mlops.model", model).SetTag("mlops.run", run).SetEndTime(to.UtcDateTime);
    }

    /// <summary>Begins a span that points to a stored context, and belongs to what runs now.</summary>
    /// <param name="name">The span's name.</param>
    /// <param name="cause">The stored context; null or unreadable: none.</param>
    /// <returns>The span; null where nobody listens.</returns>
    public static Activity? BeginLinked(string name, string? cause) =>
        !Instruments.Source.HasListeners() ? null
        : ActivityContext.TryParse(cause, null, isRemote: true, out var context)
            ? Instruments.Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), links: [new(context)])
        : Instruments.Source.StartActivity(name);

    /// <summary>Begins the span of a request, which belongs to its caller's trace where it names one.</summary>
    /// <param name="name">The span's name.</param>
    /// <param name="traceParent">The header <c>traceparent</c>; empty or unreadable: the trace begins here.</param>
    /// <param name="traceState">The header <c>tracestate</c>.</param>
    /// <returns>The span, also where nobody listens and the caller has a trace: runs carry it on. Else null.</returns>
    public static Activity? Answer(string name, string? traceParent, string? traceState)
    {
        if (
            string.IsNullOrEmpty(traceParent)
            || Activity.Current is not null
            || !ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var caller)
        )
        {
            return Instruments.Source.StartActivity(name, ActivityKind.Server);
        }

        return Instruments.Source.StartActivity(name, ActivityKind.Server, caller) ?? new Activity(name).SetParentId(traceParent!).Start();
    }
}
