// Microsoft.DurableTask.Abstractions.
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

public readonly struct TaskName(string name) : IEquatable<TaskName>
{
    public string Name { get; } = name;
    public static implicit operator string(TaskName value) => value.Name;
    public static implicit operator TaskName(string value) => new(value);
    public static bool operator ==(TaskName a, TaskName b) => throw null!;
    public static bool operator !=(TaskName a, TaskName b) => throw null!;
    public bool Equals(TaskName other) => throw null!;
    public override bool Equals(object? obj) => throw null!;
    public override int GetHashCode() => throw null!;
}

public class ParentOrchestrationInstance
{
}

public abstract class TaskOrchestrationContext
{
    public abstract TaskName Name { get; }
    public abstract string InstanceId { get; }
    public abstract ParentOrchestrationInstance? Parent { get; }
    public abstract DateTime CurrentUtcDateTime { get; }
    public abstract bool IsReplaying { get; }
    protected abstract ILoggerFactory LoggerFactory { get; }
    public abstract T? GetInput<T>();
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) => CreateTimer(CurrentUtcDateTime + delay, cancellationToken);
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>As the real one: races the event against a durable timer and cancels the loser. Here with a body, so that tests mean the same in both worlds.</summary>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout)
    {
        using CancellationTokenSource timer = new(), wait = new();
        var elapsed = CreateTimer(timeout, timer.Token);
        var received = WaitForExternalEvent<T>(eventName, wait.Token);
        await (await Task.WhenAny(elapsed, received) == received ? timer : wait).CancelAsync();
        return await received;
    }

    public abstract void SendEvent(string instanceId, string eventName, object payload);
    public abstract void SetCustomStatus(object? customStatus);
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null);
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);
    public abstract Guid NewGuid();
}

public class RetryPolicy
{
    public RetryPolicy(
        int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1.0, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null)
    {
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
    }

    public int MaxNumberOfAttempts { get; }
    public TimeSpan FirstRetryInterval { get; }
    public double BackoffCoefficient { get; }
    public TimeSpan MaxRetryInterval { get; }
}

public sealed class TaskRetryOptions(RetryPolicy policy)
{
    public RetryPolicy? Policy { get; } = policy;
}

public record TaskOptions
{
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null) => Retry = retry;
    public TaskRetryOptions? Retry { get; init; }
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(new TaskRetryOptions(policy));
}

public record SubOrchestrationOptions : TaskOptions
{
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null) : base(retry) => InstanceId = instanceId;
    public string? InstanceId { get; init; }
}

public record StartOrchestrationOptions
{
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null) => this.InstanceId = InstanceId;
    public string? InstanceId { get; init; }
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}

public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties);

public sealed class TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails) : Exception(failureDetails.ErrorMessage)
{
    public string TaskName { get; } = taskName;
    public int TaskId { get; } = taskId;
    public TaskFailureDetails FailureDetails { get; } = failureDetails;
}

public abstract class DataConverter
{
    public abstract string? Serialize(object? value);
    public abstract object? Deserialize(string? data, Type targetType);
    public virtual T? Deserialize<T>(string? data) => (T?)Deserialize(data, typeof(T));
}

public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    public abstract IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default);
}
