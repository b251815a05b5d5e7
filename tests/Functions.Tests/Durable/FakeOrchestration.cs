using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MLOpsFunctions.Functions.Tests.Durable;

/// <summary>
/// An orchestration whose answers the test writes. It records what was asked, and passes everything through JSON as the
/// real one does.
/// </summary>
internal sealed class FakeOrchestration(string name, string input) : TaskOrchestrationContext
{
    /// <summary>What activities answer, by name.</summary>
    public Dictionary<string, Func<string, string>> Activities { get; } = [];

    /// <summary>What child orchestrations answer, by name.</summary>
    public Dictionary<string, Func<string, string>> Children { get; } = [];

    /// <summary>Events that will come, by name; all others never do.</summary>
    public Dictionary<string, string> Events { get; } = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Options of the last call.</summary>
    public TaskOptions? Options { get; private set; }

    /// <summary>The custom status as JSON.</summary>
    public string? Status { get; private set; }

    public override TaskName Name { get; } = name;

    public override string InstanceId => "run-1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => true;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T GetInput<T>() => (T)(object)input;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        (Options, var text) = (options, (string)input!);
        Asked.Add($"activity {name.Name} {text}");
        return Answer<TResult>(name.Name, () => Activities[name.Name](text));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    )
    {
        Options = options;
        Asked.Add($"flow {orchestratorName.Name} {input}");
        return Answer<TResult>(orchestratorName.Name, () => Children[orchestratorName.Name]((string)input!));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Asked.Add($"timer {fireAt:O}");
        return Events.Count > 0 ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Asked.Add($"event {eventName}");
        return Events.TryGetValue(eventName, out var value)
            ? Task.FromResult((T)(object)value)
            : Task.Delay(Timeout.Infinite, cancellationToken)
                .ContinueWith<T>(_ => throw new TaskCanceledException(), TaskScheduler.Default);
    }

    public override void SetCustomStatus(object? customStatus) => Status = JsonSerializer.Serialize(customStatus);

    public override Guid NewGuid() => new("11111111-2222-3333-4444-555555555555");

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new InvalidOperationException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        throw new InvalidOperationException();

    private static Task<TResult> Answer<TResult>(string name, Func<string> answer)
    {
        try
        {
            return Task.FromResult((TResult)(object)answer());
        }
        catch (Exception broken)
        {
            return Task.FromException<TResult>(
                new TaskFailedException(name, 1, new TaskFailureDetails(broken.GetType().FullName!, broken.Message, null, null, null))
            );
        }
    }
}
