using MLOpsFunctions.Pipelines.Activities;

namespace MLOpsFunctions.Pipelines;

/// <summary>The one list from which both hosts register flows and activities.</summary>
public static class PipelineCatalog
{
    /// <summary>Every flow.</summary>
    public static IReadOnlyList<Flow> Flows { get; } =
    [
        IngestFlow.Definition,
        TrainFlow.Definition,
        ReproduceFlow.Definition,
        DeployFlow.Definition,
        MonitorFlow.Definition,
        ScoreFlow.Definition,
    ];

    /// <summary>Every activity, bound to its code over these services.</summary>
    public static IReadOnlyList<ActivityBinding> Bind(PipelineServices services)
    {
        var (cache, watch) = (new PreparedDataCache(services), new RunWatch(services.Runs, services.Time));
        var (ingest, planning) = (new IngestActivity(services), new PlanningActivities(services, cache));
        var (search, fitting) = (new SearchActivities(services, cache), new FittingActivities(services, cache));
        var scoring = new ScoringActivities(services);
        var (judge, release) = (new EvaluationActivities(services, cache), new ReleaseActivities(services));
        ActivityBinding[] bindings =
        [
            ActivityBinding.BindWrite(PipelineActivities.RecordRun, new NotificationRecorder(services).RecordRunAsync),
            watch.Bind(PipelineActivities.IngestFile, command => command.Run, ingest.IngestAsync, ingest.TellCancelledAsync),
            watch.Bind(PipelineActivities.TakeTurn, turn => turn.Run, new RetrainSituations(services).TakeTurnAsync),
            watch.Bind(PipelineActivities.PlanTraining, command => command.Run, planning.PlanAsync),
            watch.Bind(PipelineActivities.PlanReproduction, command => command.Run, planning.ReproduceAsync),
            watch.Bind(PipelineActivities.ProposeTrials, request => request.Job.Run, search.ProposeAsync),
            watch.Bind(PipelineActivities.TrainCandidate, request => request.Job.Run, search.TrainAsync),
            watch.Bind(PipelineActivities.FitWinner, request => request.Job.Run, fitting.FitAsync),
            watch.Bind(PipelineActivities.ImportModel, request => request.Job.Run, new ImportActivity(services, cache).ImportAsync),
            watch.Bind(PipelineActivities.EvaluateModel, request => request.Job.Run, judge.EvaluateAsync),
            watch.Bind(PipelineActivities.RefitModel, request => request.Job.Run, fitting.RefitAsync),
            watch.BindWhole(PipelineActivities.RegisterModel, request => request.Job.Run, release.RegisterAsync),
            watch.BindWhole(PipelineActivities.SwapSlot, command => command.Run, release.SwapAsync),
            watch.Bind(PipelineActivities.PlanScoring, command => command.Run, scoring.PlanAsync, scoring.TellCancelledAsync),
            watch.Bind(
                PipelineActivities.ScoreFile,
                plan => plan.Command.Run,
                scoring.ScoreAsync,
                (plan, asked) => scoring.TellCancelledAsync(plan.Command, asked)
            ),
            ActivityBinding.Bind(PipelineActivities.CheckDrift, new DriftActivity(services).CheckAsync),
        ];
        return [.. bindings.Select(binding => binding.Measured(services.Time))];
    }
}
