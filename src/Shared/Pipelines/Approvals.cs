using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Pipelines;

/// <summary>A person's answer to a run that waits for one. The first answer counts, on either host and by any route.</summary>
/// <param name="flows">The engine.</param>
/// <param name="deployments">Where a rejected version is held.</param>
public sealed class Approvals(RunLog runs, IFlowClient flows, Deployments deployments)
{
    /// <summary>Answers a run.</summary>
    /// <param name="run">The run, as just read.</param>
    /// <param name="cancellation">Stops before the answer.</param>
    /// <exception cref="ProblemException">It does not wait, or has been answered: status 409.</exception>
    public async Task AnswerAsync(RunRecord run, Approval answer, CancellationToken cancellation = default)
    {
        if (run.Status != RunStatus.AwaitingApproval)
        {
            throw NotWaiting(run);
        }

        if (answer.Approved && !MayApprove(run, answer.By))
        {
            throw SamePerson(run);
        }

        // The answer is kept before it is sent. A later caller sends the first answer again, because the process that
        // kept it may have died before it sent it.
        var (standing, isFirst) = await runs.AnswerAsync(run.Run, answer, cancellation);
        await HoldRejectedAsync(run, standing, cancellation);
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

    /// <summary>Whether somebody may approve a run: where it asks for another person, not the one who started it.</summary>
    internal static bool MayApprove(RunRecord run, string by) =>
        run.OtherApprover != true || !string.Equals(run.By.Trim(), by.Trim(), StringComparison.OrdinalIgnoreCase);

    private static ProblemException SamePerson(RunRecord run) =>
        new(
            new(
                "Another person has to approve this run",
                "an approval by the one who started it",
                "an approval by anybody else; rollout.otherApprover in the definition asks for it",
                $"run {run.Run}",
                Status: 403
            )
        );

    /// <summary>Enters a rejection into the ledger, once, before the run learns of it and ends.</summary>
    private async Task HoldRejectedAsync(RunRecord run, Approval answer, CancellationToken cancellation)
    {
        if (answer is { Approved: false, Cancelled: not true } && run.Version is { } version)
        {
            var request = new DeploymentRequest($"{run.Run}.reject", answer.By, answer.Reason ?? $"Rejected by {answer.By}");
            await deployments.HoldAsync(run.Model, version, request, cancellation);
        }
    }

    private static ProblemException NotWaiting(RunRecord run) =>
        new(
            new(
                "This run does not wait for approval",
                $"its status is {run.Status.Words()}",
                "a run that awaits approval",
                $"run {run.Run}",
                Status: 409
            )
        );
}
