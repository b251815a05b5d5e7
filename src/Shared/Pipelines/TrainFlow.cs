using System.Globalization;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>From a data set to a version that serves, or to the sentence that says why it doesn't.</summary>
public static class TrainFlow
{
    /// <summary>The signal that carries an <see cref="Approval"/>.</summary>
    public const string ApprovalSignal = "approval";

    /// <summary>Times between two looks whether a run's turn has come: a day of waiting makes a bounded history.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1),
        LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>The flow of a run that starts from an existing data set.</summary>
    public static readonly Flow<TrainCommand, RunRecord> Definition = new("train", RunAsync);

    private static Task<RunRecord> RunAsync(IFlowContext context, TrainCommand command)
    {
        var run = new RunRecord
        {
            Run = command.Run,
            Model = command.Model,
            Trigger = command.Trigger,
            By = command.By,
            Reason = command.Reason,
            Started = context.Now,
            Status = RunStatus.Running,
            Stage = command.Waits == true ? TrainingTurns.Stage : "train",
            Message = command.Waits == true ? "Waiting for its turn" : "Planning the training",
            Trace = command.Trace,
        };
        return RunStages.GuardAsync(
            context,
            run,
            async run =>
            {
                run = await RunStages.EnterAsync(context, run);
                return await TrainAsync(context, command.Waits == true ? await WaitAsync(context, run) : run, command);
            }
        );
    }

    /// <summary>Waits until no other run of the model comes before this one.</summary>
    private static async Task<RunRecord> WaitAsync(IFlowContext context, RunRecord run)
    {
        string? told = null;
        var wait = ShortestWait;
        while (true)
        {
            var turn = await context.CallAsync(PipelineActivities.TakeTurn, new TakeTurn(run.Run, run.Model, run.Trigger, run.Started));
            if (turn.Before is not { } before)
            {
                return told is null ? run : run with { Queued = (context.Now - run.Started).TotalSeconds };
            }

            if (before != told)
            {
                told = before;
                run = await RunStages.EnterAsync(context, run with { Message = $"Waiting for the end of run {before}" });
            }

            await context.DelayUntilAsync(context.Now + wait);
            wait = wait + wait < LongestWait ? wait + wait : LongestWait;
        }
    }

    /// <summary>The stages from training to deployment, within whichever flow carries the run.</summary>
    internal static async Task<RunRecord> TrainAsync(IFlowContext context, RunRecord run, TrainCommand command)
    {
        var rows = run.Dataset is { } data
            ? string.Create(CultureInfo.InvariantCulture, $": loading and splitting {data.RowsKept:N0} rows")
            : "";
        run = await RunStages.EnterAsync(context, run with { Stage = "train", Progress = 0.1, Message = $"Planning the training{rows}" });
        var plan = await context.CallAsync(PipelineActivities.PlanTraining, command);
        run = run with { Dataset = plan.Data, Metric = plan.Metric, Notes = [.. run.Notes, .. plan.Notes] };
        if (command.Onnx is { } onnx)
        {
            context.Report(new("train", 0.5, $"Loading {onnx.File}"));
            var imported = await context.CallAsync(PipelineActivities.ImportModel, new ImportModel(plan.Job, onnx));
            return await JudgeAsync(context, run with { Trials = 0 }, plan with { Refit = false }, imported, trials: 0, onnx);
        }

        var search = await SearchAsync(context, plan, plan.Trials, context.Now + TimeSpan.FromMinutes(plan.Minutes));
        run = run with { Notes = [.. run.Notes, .. search.Ended] };
        if (search.Counted == 0)
        {
            var problem = SearchOutcome.NothingCounted(plan);
            return await RunStages.EndAsync(
                context,
                run with
                {
                    Status = RunStatus.Refused,
                    Problem = problem,
                    Message = problem.ToString(),
                }
            );
        }

        context.Report(new("train", 0.7, "Fitting the winner on training and validation rows"));
        var fitted = await context.CallAsync(PipelineActivities.FitWinner, new FitWinner(plan.Job, search.Trials));
        return await JudgeAsync(context, run with { Trials = search.Counted }, plan, fitted, search.Trials);
    }

    /// <summary>The stages from a model to its deployment.</summary>
    /// <param name="trials">Trials that were proposed.</param>
    /// <param name="onnx">The file that the model is; null: it was trained here.</param>
    private static async Task<RunRecord> JudgeAsync(
        IFlowContext context,
        RunRecord run,
        TrainingPlan plan,
        FittedModel fitted,
        int trials,
        OnnxSource? onnx = null
    )
    {
        run = run with
        {
            Trainer = fitted.Trainer,
            Environment = fitted.Environment,
            ModelDigest = fitted.Digest,
            Notes = [.. run.Notes, .. fitted.Notes],
        };

        run = await RunStages.EnterAsync(
            context,
            run with
            {
                Stage = "evaluate",
                Progress = 0.8,
                Message = "Scoring on the held-out rows",
            }
        );
        var evaluation = await context.CallAsync(
            PipelineActivities.EvaluateModel,
            new EvaluateModel(plan.Job, fitted.Digest, onnx is null ? fitted.Trial : null)
        );
        run = run with
        {
            Metrics = evaluation.Metrics,
            Judged = evaluation.Judged,
            Verdict = evaluation.Verdict,
            Notes = [.. run.Notes, .. evaluation.Notes ?? []],
        };
        var serving = fitted;
        if (plan.Refit == true)
        {
            context.Report(new("evaluate", 0.85, "Learning the held-out rows too"));
            serving = await context.CallAsync(PipelineActivities.RefitModel, new RefitModel(plan.Job, fitted, evaluation.Report));
            run = run with { ModelDigest = serving.Digest, Notes = [.. run.Notes, .. evaluation.Verdict.Blessed ? serving.Notes : []] };
        }

        var registered = await context.CallAsync(
            PipelineActivities.RegisterModel,
            new RegisterModel(
                plan.Job,
                serving,
                trials,
                evaluation,
                run.Trigger,
                run.By,
                run.Reason,
                serving.Digest == fitted.Digest ? null : fitted.Digest,
                onnx
            )
        );
        run = run with { Version = registered.Version, Parameters = registered.Parameters };
        return evaluation.Verdict.Blessed || evaluation.MayShadow == true
            ? await ReleaseAsync(context, run, plan, evaluation)
            : await RunStages.EndAsync(context, run with { Status = RunStatus.HeldBack, Message = evaluation.Verdict.Sentence });
    }

    /// <summary>
    /// Rounds of trials side by side, until the budget, the search or a person's patience ends. A trial that the end of
    /// the time cuts does not count; all others of its round do.
    /// </summary>
    /// <param name="context">The engine.</param>
    /// <param name="plan">What is searched, with the whole budget of trials.</param>
    /// <param name="trials">Trials to run: the budget or, where a search is repeated, as many as were proposed then.</param>
    /// <param name="deadline">When no new round begins and trials are cut; null: never.</param>
    /// <param name="cut">Trials that were cut in the search that is repeated: they are not run.</param>
    internal static async Task<SearchOutcome> SearchAsync(
        IFlowContext context,
        TrainingPlan plan,
        int trials,
        DateTimeOffset? deadline,
        IReadOnlyList<int>? cut = null
    )
    {
        var completed = 0;
        while (completed < trials)
        {
            if (completed > 0 && context.Now >= deadline)
            {
                return new(completed, completed, [SearchNotes.TimeIsUp(plan.Minutes, completed, plan.Trials)]);
            }

            var round = await context.CallAsync(
                PipelineActivities.ProposeTrials,
                new ProposeTrials(plan.Job, completed, plan.Trials - completed)
            );
            if (round.Stopped)
            {
                return new(completed, completed, [SearchNotes.EndedByHand(completed, plan.Trials)]);
            }

            if (round.Numbers.Count == 0)
            {
                break;
            }

            var wanted = cut is null ? round.Numbers : [.. round.Numbers.Except(cut)];
            var results = await TryAsync(
                context,
                plan.Job,
                wanted,
                completed,
                trials,
                deadline is { } until ? new(context.Now, until) : null
            );
            completed += round.Numbers.Count;
            var lost = results.Where(result => result.Cut).ToList();
            if (lost.Count > 0)
            {
                return new(
                    completed,
                    completed - lost.Count,
                    [.. lost.Select(result => SearchNotes.Cut(plan.Minutes, result.Number, result.Trainer, result.Seconds))]
                );
            }
        }

        return new(completed, completed - (cut?.Count ?? 0), []);
    }

    /// <summary>Runs the trials of a round side by side, and tells each that is done: one of many rows may take minutes.</summary>
    private static async Task<TrialResult[]> TryAsync(
        IFlowContext context,
        TrainingJob job,
        IReadOnlyList<int> numbers,
        int completed,
        int trials,
        TrialBudget? budget
    )
    {
        var round = $"Trials {completed + 1} to {completed + numbers.Count} of {trials}";
        context.Report(new("train", 0.1 + (0.6 * completed / trials), round));
        var calls = numbers
            .Select(number => context.CallAsync(PipelineActivities.TrainCandidate, new TrainCandidate(job, number, budget)))
            .ToArray();
        for (var done = 1; done < calls.Length; done++)
        {
            await Task.WhenAny(calls[done - 1]);
            context.Report(new("train", 0.1 + (0.6 * (completed + done) / trials), $"{round}: {done} done"));
        }

        return await Task.WhenAll(calls);
    }

    private static async Task<RunRecord> ReleaseAsync(IFlowContext context, RunRecord run, TrainingPlan plan, EvaluationOutcome evaluation)
    {
        var (by, reason) = (run.By, evaluation.Verdict.Sentence);
        if (plan.Approval)
        {
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
            var signal = await context.WaitForSignalAsync<Approval>(ApprovalSignal, plan.ApprovalTimeout);
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

            if (signal.TimedOut || signal.Value is not { Approved: true } approval || !Approvals.MayApprove(run, approval.By))
            {
                return await RunStages.EndAsync(context, run with { Status = RunStatus.HeldBack, Message = Refusal(signal, plan) });
            }

            (by, reason) = (approval.By, approval.Reason ?? $"Approved by {approval.By}");
        }

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
            new DeployCommand(
                run.Run,
                run.Model,
                run.Version!.Value,
                evaluation.Champion,
                by,
                reason,
                plan.Approval ? true : null,
                run.Trace
            ),
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
