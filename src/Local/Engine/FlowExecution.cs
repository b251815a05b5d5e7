using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// The running code of one instance: events go in, requests come out. It does no I/O and reads no clock, so the same
/// events give the same requests, in this process or the next.
/// </summary>
internal sealed class FlowExecution
{
    private readonly Flow _flow;
    private readonly LocalFlowContext _context;
    private readonly FlowThread _thread = new();
    private Task<string>? _code;

    public FlowExecution(Flow flow)
    {
        _flow = flow;
        _context = new LocalFlowContext(_thread);
    }

    /// <summary>The requests since the last call, in order.</summary>
    public IReadOnlyList<FlowEvent> TakeRequests() => _context.TakeRequests();

    /// <summary>The last report of the code; null if there is none since the last call.</summary>
    public FlowProgress? TakeProgress() => _context.TakeProgress();

    /// <summary>Requests without an answer, by number.</summary>
    public IReadOnlyDictionary<int, FlowEvent> Open => _context.Open;

    /// <summary>The end of the instance, or null while it runs.</summary>
    public (string? Output, Failure? Failure)? Outcome { get; private set; }

    /// <summary>Replays a history, without making new requests.</summary>
    public void Replay(IReadOnlyList<FlowEvent> history)
    {
        _context.Expect(history.Where(entry => entry.IsRequest));
        foreach (var entry in history.Where(entry => !entry.IsRequest && entry.Kind != FlowEventKind.Ended))
        {
            Feed(entry);
        }

        _context.EndReplay();
        Settle();
    }

    /// <summary>Whether an answer to this request still has an effect.</summary>
    public bool Awaits(int action) => Open.ContainsKey(action);

    /// <summary>Passes one event to the code.</summary>
    public void Feed(FlowEvent entry)
    {
        _context.Now = entry.Time;
        _thread.Run(() =>
        {
            if (entry.Kind == FlowEventKind.Started)
            {
                _code = _flow.RunJsonAsync(_context, entry.Payload);
            }
            else
            {
                _context.Answer(entry);
            }
        });
        Settle();
    }

    private void Settle()
    {
        if (_context.Violation is { } violation)
        {
            Outcome = (null, new(violation.Message, null));
        }
        else if (_thread.WasCalledFromOutside || (_code is { IsCompleted: false } && _context is { IsReplaying: false, Open.Count: 0 }))
        {
            Outcome = (
                null,
                new(
                    $"Flow '{_flow.Name}' awaits something that is not of its context, such as a delay, a thread or I/O. "
                        + "Flows wait by IFlowContext only; I/O belongs into activities.",
                    null
                )
            );
        }
        else if (_code is { IsCompleted: true, Status: var status })
        {
            Outcome = status == TaskStatus.RanToCompletion ? (_code.Result, null) : (null, Describe(_code.Exception));
        }
    }

    private static Failure Describe(AggregateException? fault) =>
        fault?.GetBaseException() switch
        {
            FlowActivityException failure => new($"{failure.Name}: {failure.Message}", failure.Problem),
            ProblemException refusal => new(refusal.Message, refusal.Problem),
            { } other => new($"{other.GetType().Name}: {other.Message}", null),
            null => new("The flow was cancelled.", null),
        };
}
