using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// One instance's code in motion: events go in, requests come out. It does no I/O and reads no clock, so feeding the same events again,
/// in this process or the next, asks for the same again.
/// </summary>
internal sealed class FlowExecution
{
    private readonly Flow _flow;
    private readonly LocalFlowContext _context;
    private readonly FlowThread _thread = new();
    private Task<string>? _code;

    public FlowExecution(Flow flow, string instance)
    {
        _flow = flow;
        _context = new LocalFlowContext(instance, _thread);
    }

    /// <summary>What the code asked for since the last call, in order.</summary>
    public IReadOnlyList<FlowEvent> TakeRequests() => _context.TakeRequests();

    /// <summary>What the code reported last; null where it has not reported since the last call.</summary>
    public FlowProgress? TakeProgress() => _context.TakeProgress();

    /// <summary>Requests without an answer, by number.</summary>
    public IReadOnlyDictionary<int, FlowEvent> Open => _context.Open;

    /// <summary>How it ended, or null while it has not.</summary>
    public (string? Output, Failure? Failure)? Outcome { get; private set; }

    /// <summary>Brings the code to where a history left it, without asking for anything anew.</summary>
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

    /// <summary>Whether an answer to this request still means anything.</summary>
    public bool Awaits(int action) => Open.ContainsKey(action);

    /// <summary>Lets the code handle one event.</summary>
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
        else if (_thread.Trespassed || (_code is { IsCompleted: false } && _context is { IsReplaying: false, Open.Count: 0 }))
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
