namespace MLOpsFunctions.Pipelines;

/// <summary>A person's request to end a run. What the run has registered or deployed by then stays.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Reason">Why; null: not said.</param>
public sealed record RunCancellation(string By, string? Reason)
{
    /// <summary>
    /// The status of the problem that ends a cancelled run: 499, which some servers use for a caller that has gone.
    /// </summary>
    public const int Status = 499;

    /// <summary>What the run's activities end with.</summary>
    public ProblemException Refusal() => new(new($"Cancelled by {By}{(Reason is null ? "" : $": {Reason}")}", Status: Status));
}

/// <summary>
/// Cancels runs, whichever process runs them. The request is a mark beside the run. Activities check the mark before
/// and while they work. So histories do not change, and a run that no process runs now ends as soon as one does.
/// </summary>
/// <param name="flows">The engine.</param>
public sealed class Cancellations(RunLog runs, IFlowClient flows)
{
    /// <summary>Asks a run to end. Asking again changes nothing.</summary>
    /// <param name="run">The run, as just read.</param>
    /// <param name="cancellation">Who asks, and why.</param>
    /// <param name="stop">Stops before the mark.</param>
    /// <exception cref="ProblemException">It has ended otherwise: status 409.</exception>
    public async Task RequestAsync(RunRecord run, RunCancellation cancellation, CancellationToken stop = default)
    {
        if (run.Status == RunStatus.Cancelled)
        {
            return;
        }

        if (run.Ended is not null)
        {
            throw new ProblemException(
                new("The run has ended", $"its status is {run.Status.Words()}", "a run that is under way", $"run {run.Run}", Status: 409)
            );
        }

        var standing = await runs.CancelAsync(run.Run, cancellation, stop);

        // Sent even if the run does not wait for a person yet; it then finds the answer.
        await flows.SignalAsync(
            run.Run,
            TrainFlow.ApprovalSignal,
            new Approval(false, standing.By, standing.Reason, Cancelled: true),
            stop
        );
    }
}
