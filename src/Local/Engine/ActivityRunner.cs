using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Engine;

/// <summary>Runs activities, a bounded number at once. It runs an activity again if it fails and has attempts left.</summary>
internal sealed class ActivityRunner(DurableEngine engine, IEnumerable<ActivityBinding> bindings, int concurrency, ILogger log)
    : IAsyncDisposable
{
    /// <summary>Time between two checks whether a waiting activity is still needed.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, ActivityBinding> _bindings = bindings.ToDictionary(binding => binding.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly SemaphoreSlim _places = new(concurrency);

    /// <summary>Runs an activity when it is due and a place is free; the result goes to the actor.</summary>
    public void Run(InstanceActor actor, FlowEvent request, int attempt, DateTimeOffset due, CancellationToken stop)
    {
        if (due > engine.Time.GetUtcNow())
        {
            engine.At(due, () => Run(actor, request, attempt, DateTimeOffset.MinValue, stop));
            return;
        }

        var run = Task.Run(() => RunAsync(actor, request, attempt, stop), CancellationToken.None);
        _running.TryAdd(run, true);
        run.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Keys);
        _places.Dispose();
    }

    private async Task RunAsync(InstanceActor actor, FlowEvent request, int attempt, CancellationToken stop)
    {
        try
        {
            var binding = _bindings.GetValueOrDefault(request.Name);
            if (binding is { Computes: false })
            {
                actor.Deliver(await AnswerAsync(binding, request, stop));
                return;
            }

            while (!await _places.WaitAsync(Look, stop))
            {
                if (await RefusalAsync(binding, request, stop) is { } refusal)
                {
                    actor.Deliver(refusal);
                    return;
                }
            }

            try
            {
                actor.Deliver(await AnswerAsync(binding, request, stop));
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The request stays open in the history; the next engine runs it again.
        }
        catch (Exception fault)
        {
            await RetryAsync(actor, request, attempt, fault, stop);
        }
    }

    private static async Task<FlowEvent> AnswerAsync(ActivityBinding? binding, FlowEvent request, CancellationToken stop)
    {
        try
        {
            if (binding is null)
            {
                return Failed(request, new($"There is no activity '{request.Name}'.", null));
            }

            var result = await binding.RunJsonAsync(InputOf(request), stop);
            return new(FlowEventKind.Completed, request.Action, request.Name, PayloadLimits.Bounded(result, request.Name), default);
        }
        catch (ProblemException refusal)
        {
            return Failed(request, new(refusal.Message, refusal.Problem));
        }
    }

    /// <summary>Why a waiting activity need not run any more; null: it must.</summary>
    private static async Task<FlowEvent?> RefusalAsync(ActivityBinding? binding, FlowEvent request, CancellationToken stop)
    {
        try
        {
            await (binding?.CheckAsync(InputOf(request), stop) ?? Task.CompletedTask);
            return null;
        }
        catch (ProblemException refusal)
        {
            return Failed(request, new(refusal.Message, refusal.Problem));
        }
    }

    private static string InputOf(FlowEvent request) => Json.Read<ActivityRequest>(request.Payload).Input;

    private async Task RetryAsync(InstanceActor actor, FlowEvent request, int attempt, Exception fault, CancellationToken stop)
    {
        if (UnwritableStorage.Of(fault) is { } unwritable)
        {
            engine.RetryWhenWritable(actor.Instance, unwritable, () => Run(actor, request, attempt, DateTimeOffset.MinValue, stop));
            return;
        }

        var retry = Json.Read<ActivityRequest>(request.Payload).Retry;
        if (attempt >= retry.Attempts)
        {
            log.LogError(
                fault,
                "Activity {Activity} of {Instance} failed for good after {Attempts} attempts",
                request.Name,
                actor.Instance,
                attempt
            );
            actor.Deliver(Failed(request, new($"{fault.GetType().Name}: {fault.Message}", null)));
            return;
        }

        var due = engine.Time.GetUtcNow() + Backoff(retry, attempt);
        log.LogWarning(
            fault,
            "Activity {Activity} of {Instance} failed in attempt {Attempt}; next at {Due:O}",
            request.Name,
            actor.Instance,
            attempt,
            due
        );
        try
        {
            await engine.Commits.CommitAsync(writer => writer.Retry(actor.Instance, request.Action, attempt + 1, due));
        }
        catch (Exception lost) when (!stop.IsCancellationRequested)
        {
            // Only the count is lost: after a restart the activity has one attempt more.
            log.LogWarning(lost, "The attempt of {Activity} could not be recorded", request.Name);
        }

        Run(actor, request, attempt + 1, due, stop);
    }

    /// <summary>first x factor^(attempt-1), at most the longest.</summary>
    internal static TimeSpan Backoff(ActivityRetry retry, int attempt) =>
        TimeSpan.FromSeconds(Math.Min(retry.First.TotalSeconds * Math.Pow(retry.Factor, attempt - 1), retry.Longest.TotalSeconds));

    private static FlowEvent Failed(FlowEvent request, Failure failure) =>
        new(FlowEventKind.Failed, request.Action, request.Name, Json.Write(failure), default);
}
