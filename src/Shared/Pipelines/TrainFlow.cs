using System.Globalization;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>From a data set to a version that serves, or to the sentence that says why it does not.</summary>
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

        var search = await TrialRounds.RunAsync(context, plan, plan.Trials, context.Now + TimeSpan.FromMinutes(plan.Minutes));
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
            ? await ReleaseStages.RunAsync(context, run, plan, evaluation)
            : await RunStages.EndAsync(context, run with { Status = RunStatus.HeldBack, Message = evaluation.Verdict.Sentence });
    }
}
