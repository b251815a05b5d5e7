using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// One open instance in memory. It takes answers one after another, passes them to the code, and commits events and
/// requests in one transaction before they have any effect outside. If a commit fails, the instance is loaded again
/// from its history.
/// </summary>
internal sealed class InstanceActor(DurableEngine engine, string instance, Flow flow)
{
    private readonly Lock _gate = new();
    private readonly List<FlowEvent> _answers = [];
    private readonly FlowExecution _execution = new(flow);
    private bool _hasMessages;
    private bool _running;
    private int _sequence;

    public string Instance => instance;

    /// <summary>Replays the history, then continues where it stopped.</summary>
    public void Load(IReadOnlyList<FlowEvent> history, IReadOnlyDictionary<int, (int Attempt, DateTimeOffset Due)> attempts)
    {
        _sequence = history.Count;
        _execution.Replay(history);
        // Only committed requests: new ones are dispatched after their own transaction.
        foreach (var request in history.Where(entry => entry.IsRequest && _execution.Awaits(entry.Action)))
        {
            var (attempt, due) = attempts.TryGetValue(request.Action, out var retry) ? retry : (1, DateTimeOffset.MinValue);
            Dispatch(request, attempt, due);
        }

        Wake(hasMessages: true);
    }

    /// <summary>Passes an answer to a request.</summary>
    public void Deliver(FlowEvent answer)
    {
        lock (_gate)
        {
            _answers.Add(answer);
        }

        Wake(hasMessages: false);
    }

    /// <summary>Signals that there may be something to do.</summary>
    public void Wake(bool hasMessages)
    {
        lock (_gate)
        {
            _hasMessages |= hasMessages;
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static actor => _ = actor.RunAsync(), this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            while (TakeWork() is { } work)
            {
                if (!await StepAsync(work.Answers, work.HasMessages))
                {
                    return;
                }
            }
        }
        catch (Exception fault)
        {
            engine.Reload(instance, fault);
        }
    }

    private (List<FlowEvent> Answers, bool HasMessages)? TakeWork()
    {
        lock (_gate)
        {
            if (_answers.Count == 0 && !_hasMessages)
            {
                _running = false;
                return null;
            }

            var work = (new List<FlowEvent>(_answers), _hasMessages);
            _answers.Clear();
            _hasMessages = false;
            return work;
        }
    }

    /// <summary>Runs one transaction. False if the instance has ended.</summary>
    private async Task<bool> StepAsync(List<FlowEvent> answers, bool hasMessages)
    {
        IReadOnlyList<(long Id, FlowEvent Message)> messages = hasMessages ? engine.Reader.Inbox(instance) : [];
        var now = engine.Time.GetUtcNow();
        var events = Advance(answers.Concat(messages.Select(message => message.Message)), now);
        var (progress, outcome) = (_execution.TakeProgress(), _execution.Outcome);
        if (events.Count == 0 && messages.Count == 0 && progress is null && outcome is null)
        {
            return true;
        }

        var children = events
            .Where(entry => entry.Kind == FlowEventKind.ChildScheduled)
            .ToDictionary(entry => entry.Action, entry => Json.Read<ChildRequest>(entry.Payload));
        IReadOnlyList<string> begun = [],
            waiters = [];
        await engine.Commits.CommitAsync(writer =>
        {
            begun = Append(writer, events, children, now);
            foreach (var (id, _) in messages)
            {
                writer.Take(id);
            }

            writer.Update(instance, now, progress);
            waiters = outcome is { } end ? End(writer, end, _sequence + events.Count, now) : [];
        });
        _sequence += events.Count;
        if (outcome is not null)
        {
            engine.Ended(instance, waiters);
            return false;
        }

        foreach (var request in events.Where(entry => entry.IsRequest && _execution.Awaits(entry.Action)))
        {
            Dispatch(request, 1, DateTimeOffset.MinValue);
        }

        foreach (var child in begun)
        {
            engine.Open(child);
        }

        if (children.Count > 0)
        {
            Wake(hasMessages: true); // A child that had ended before has its answer in the inbox.
        }

        return true;
    }

    /// <summary>Writes events into the history; returns the children that they begin.</summary>
    private List<string> Append(HistoryWriter writer, List<FlowEvent> events, Dictionary<int, ChildRequest> children, DateTimeOffset now)
    {
        var begun = new List<string>();
        for (var i = 0; i < events.Count; i++)
        {
            writer.Append(instance, _sequence + i, events[i]);
            if (
                children.TryGetValue(events[i].Action, out var child)
                && events[i].Kind == FlowEventKind.ChildScheduled
                && writer.CallChild(instance, engine.Owner, events[i], child, now)
            )
            {
                begun.Add(child.Instance);
            }
        }

        return begun;
    }

    private IReadOnlyList<string> End(HistoryWriter writer, (string? Output, Failure? Failure) end, int sequence, DateTimeOffset now)
    {
        writer.Append(instance, sequence, new(FlowEventKind.Ended, -1, flow.Name, end.Output ?? Json.Write(end.Failure), now));
        return writer.End(instance, flow.Name, now, end.Output, end.Failure);
    }

    private List<FlowEvent> Advance(IEnumerable<FlowEvent> answers, DateTimeOffset now)
    {
        var events = new List<FlowEvent>(_execution.TakeRequests());
        foreach (var answer in answers)
        {
            // Delivery is at least once: a second or late answer to a request is ignored.
            if (
                _execution.Outcome is not null
                || (
                    answer.Kind != FlowEventKind.SignalReceived && answer.Kind != FlowEventKind.Started && !_execution.Awaits(answer.Action)
                )
            )
            {
                continue;
            }

            var entry = answer with { Time = now };
            _execution.Feed(entry);
            events.Add(entry);
            events.AddRange(_execution.TakeRequests());
        }

        return events;
    }

    private void Dispatch(FlowEvent request, int attempt, DateTimeOffset due)
    {
        switch (request.Kind)
        {
            case FlowEventKind.ActivityScheduled:
                engine.RunActivity(this, request, attempt, due);
                break;
            case FlowEventKind.TimerScheduled:
            case FlowEventKind.SignalAwaited when request.Payload.Length > 0:
                engine.At(
                    LocalFlowContext.ReadTime(request.Payload),
                    () => Deliver(new(FlowEventKind.TimerFired, request.Action, request.Name, "", default))
                );
                break;
        }
    }
}
