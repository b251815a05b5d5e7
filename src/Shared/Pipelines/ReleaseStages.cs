using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Pipelines;

/// <summary>The stages from a version whose gates let it go on to its deployment: a person's approval, where one is needed.</summary>
internal static class ReleaseStages
{
    /// <summary>Waits for the approval, if the definition asks for one, and deploys.</summary>
    public static async Task<RunRecord> RunAsync(IFlowContext context, RunRecord run, TrainingPlan plan, EvaluationOutcome evaluation)
    {
        if (!plan.Approval)
        {
            return await DeployAsync(context, run, evaluation, run.By, evaluation.Verdict.Sentence, approved: null);
        }

        run = await RunStages.EnterAsync(
            context,
            run with
            {
                Status = RunStatus.AwaitingApproval,
                Stage = "approve",
                OtherApprover = plan.OtherApprover,
                Progress = 0.9,
                Message = $"Version {run.Version} passed its gates and waits for approval",
            }
        );
        var asked = context.Now;
        var signal = await context.WaitForSignalAsync<Approval>(TrainFlow.ApprovalSignal, plan.ApprovalTimeout);
        run = run with { Waited = (context.Now - asked).TotalSeconds };
        if (signal.Value is { Cancelled: true } cancelled)
        {
            return await RunStages.CancelledAsync(
                context,
                run,
                $"{new RunCancellation(cancelled.By, cancelled.Reason).Refusal().Problem.Title}."
            );
        }

        if (signal.TimedOut)
        {
            await context.CallAsync(PipelineActivities.SwapSlot, Hold(run, evaluation, Refusal(signal, plan)));
        }

        return signal.TimedOut || signal.Value is not { Approved: true } approval || !Approvals.MayApprove(run, approval.By)
            ? await RunStages.EndAsync(context, run with { Status = RunStatus.HeldBack, Message = Refusal(signal, plan) })
            : await DeployAsync(context, run, evaluation, approval.By, approval.Reason ?? $"Approved by {approval.By}", approved: true);
    }

    private static async Task<RunRecord> DeployAsync(
        IFlowContext context,
        RunRecord run,
        EvaluationOutcome evaluation,
        string by,
        string reason,
        bool? approved
    )
    {
        run = await RunStages.EnterAsync(
            context,
            run with
            {
                Status = RunStatus.Running,
                Stage = "deploy",
                Progress = 0.95,
                Message = $"Swapping version {run.Version} in",
            }
        );
        var deployed = await context.CallFlowAsync(
            DeployFlow.Definition,
            new DeployCommand(run.Run, run.Model, run.Version!.Value, evaluation.Champion, by, reason, approved, run.Trace),
            $"{run.Run}.deploy"
        );
        return await RunStages.EndAsync(
            context,
            run with
            {
                Status =
                    deployed.Deployed ? RunStatus.Deployed
                    : deployed.Rolling == true ? RunStatus.RollingOut
                    : RunStatus.HeldBack,
                Deployed = deployed.Deployed,
                Message = deployed.Finding.Sentence(),
            }
        );
    }

    /// <summary>Enters into the ledger that nobody approved in time.</summary>
    private static DeployCommand Hold(RunRecord run, EvaluationOutcome evaluation, string reason) =>
        new(run.Run, run.Model, run.Version!.Value, evaluation.Champion, "timer", reason, Approved: false, run.Trace);

    private static string Refusal(Signal<Approval> signal, TrainingPlan plan) =>
        signal.TimedOut || signal.Value is null ? $"Held back: nobody approved within {plan.ApprovalTimeout.TotalHours:0.##} hours."
        : signal.Value.Approved ? $"Held back: {signal.Value.By} started the run and cannot approve it."
        : $"Held back: {signal.Value.By} rejected it{(signal.Value.Reason is null ? "." : $": {signal.Value.Reason}")}";
}
