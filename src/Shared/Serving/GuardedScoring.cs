using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Lets a version score that may throw, hang or give what is no number. Whoever asks it waits for
/// <see cref="Patience"/> at most; a version that has hung twice in this process is not asked again until one of those
/// calls has ended.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class GuardedScoring(TimeProvider time)
{
    /// <summary>How long a version may take for a request: far beyond any model, within the patience of most callers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Calls that may hang side by side: each holds a thread.</summary>
    private const int MostHanging = 2;

    private readonly ConcurrentDictionary<(string Model, int Version), int> _hanging = new();

    /// <summary>Reads and scores rows.</summary>
    /// <param name="served">The version.</param>
    /// <param name="patience">How long to wait.</param>
    public async Task<GuardedScore> ScoreAsync(ServedModel served, RequestRows rows, TimeSpan patience)
    {
        var key = (served.Version.Model, served.Version.Number);
        if (_hanging.GetValueOrDefault(key) >= MostHanging)
        {
            return GuardedScore.Failed(RefusalCode.Failed);
        }

        var scoring = Task.Run(() => Score(served, rows));
        try
        {
            return await scoring.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _hanging.AddOrUpdate(key, 1, static (_, hanging) => hanging + 1);
            _ = scoring.ContinueWith(
                _ => _hanging.AddOrUpdate(key, 0, static (_, hanging) => hanging - 1),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
            return GuardedScore.Failed(RefusalCode.Failed);
        }
    }

    private GuardedScore Score(ServedModel served, RequestRows rows)
    {
        var (started, refusal) = (time.GetTimestamp(), RefusalCode.Unreadable);
        try
        {
            var (frame, gaps) = rows.Read(served);
            refusal = RefusalCode.Unanswerable;
            var answer = served.Predict(frame, gaps: gaps);
            return answer.Predictions.IsFinite
                ? new(answer, null, time.GetElapsedTime(started), null)
                : GuardedScore.Failed(RefusalCode.NotFinite);
        }
        catch (ProblemException refused) when (refused.Problem.Status < 500)
        {
            return GuardedScore.Failed(refusal, refused);
        }
        catch (Exception fault)
        {
            return GuardedScore.Failed(RefusalCode.Failed, fault);
        }
    }
}

/// <summary>What came of a request to a version that may fail.</summary>
/// <param name="Answer">Its answer; null where it gave none.</param>
/// <param name="Refusal">Why it gave none; null where it did.</param>
/// <param name="Took">How long it took to read and score the rows.</param>
/// <param name="Fault">What it threw; null where it threw nothing.</param>
public sealed record GuardedScore(ScoredBatch? Answer, RefusalCode? Refusal, TimeSpan Took, ExceptionDispatchInfo? Fault)
{
    internal static GuardedScore Failed(RefusalCode code, Exception? fault = null) =>
        new(null, code, TimeSpan.Zero, fault is null ? null : ExceptionDispatchInfo.Capture(fault));

    /// <summary>Whether the rows were refused, not failed on.</summary>
    public bool IsRefusal => Refusal is RefusalCode.Unreadable or RefusalCode.Unanswerable;
}
