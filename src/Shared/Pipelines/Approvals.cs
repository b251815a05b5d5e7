namespace MLOpsFunctions.Pipelines;

/// <summary>
/// A person's answer to a run that waits for one. The first answer counts, on whichever host and by whichever way it
/// came.
/// </summary>
/// <param name="runs">The runs.</param>
/// <param name="flows">The engine.</param>
public sealed class Approvals(RunLog runs, IFlowClient flows)
{
    /// <summary>Answers a run.</summary>
    /// <param name="run">The run, as just read.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellation">Stops before the answer.</param>
    /// <exception cref="ProblemException">It does not wait, or has been answered: status 409.</exception>
    public async Task AnswerAsync(RunRecord run, Approval answer, CancellationToken cancellation = default)
    {
        if (run.Status != RunStatus.AwaitingApproval)
        {
            throw NotWaiting(run);
        }

        // The answer is kept before it is sent. A later caller sends the first answer again, because the process that
        // kept it may have died before it sent it.
        var (standing, isFirst) = await runs.AnswerAsync(run.Run, answer, cancellation);
        var sent = await flows.SignalAsync(run.Run, TrainFlow.ApprovalSignal, standing, cancellation);
        if (!isFirst)
        {
            throw new ProblemException(
                new(
                    "This run has been answered",
                    $"{(standing.Approved ? "approved" : "rejected")} by {standing.By}",
                    "a run that nobody has answered",
                    $"run {run.Run}",
                    Status: 409
                )
            );
        }

        if (!sent)
        {
            throw NotWaiting(run);
        }
    }

    private static ProblemException NotWaiting(RunRecord run) =>
        new(
            new(
                "This run does not wait for approval",
                $"its status is {run.Status.ToString().ToLowerInvariant()}",
                "a run that awaits approval",
                $"run {run.Run}",
                Status: 409
            )
        );
}
