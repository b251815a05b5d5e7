using MLOpsFunctions.Pipelines.Activities;

namespace MLOpsFunctions.Pipelines;

/// <summary>The one list from which both hosts register flows and activities.</summary>
public static class PipelineCatalog
{
    /// <summary>Every flow.</summary>
    public static IReadOnlyList<Flow> Flows { get; } = [IngestFlow.Definition, TrainFlow.Definition, ReproduceFlow.Definition, DeployFlow.Definition, MonitorFlow.Definition];

    /// <summary>Every activity, bound to its code over these services.</summary>
    public static IReadOnlyList<ActivityBinding> Bind(PipelineServices services)
    {
        var bench = new TrainingBench(services);
        var (ingest, planning) = (new IngestActivity(services), new PlanningActivities(services, bench));
        var (search, fitting) = (new SearchActivities(services, bench), new FittingActivities(services, bench));
        var (judge, release) = (new EvaluationActivities(services, bench), new ReleaseActivities(services));
        return
        [
            ActivityBinding.Bind(PipelineActivities.RecordRun, services.Runs.RecordAsync),
            ActivityBinding.Bind(PipelineActivities.IngestFile, ingest.IngestAsync),
            ActivityBinding.Bind(PipelineActivities.PlanTraining, planning.PlanAsync),
            ActivityBinding.Bind(PipelineActivities.PlanReproduction, planning.ReproduceAsync),
            ActivityBinding.Bind(PipelineActivities.ProposeTrials, search.ProposeAsync),
            ActivityBinding.Bind(PipelineActivities.TrainCandidate, search.TrainAsync),
            ActivityBinding.Bind(PipelineActivities.FitWinner, fitting.FitAsync),
            ActivityBinding.Bind(PipelineActivities.EvaluateModel, judge.EvaluateAsync),
            ActivityBinding.Bind(PipelineActivities.RefitModel, fitting.RefitAsync),
            ActivityBinding.Bind(PipelineActivities.RegisterModel, release.RegisterAsync),
            ActivityBinding.Bind(PipelineActivities.SwapSlot, release.SwapAsync),
            ActivityBinding.Bind(PipelineActivities.CheckDrift, new DriftActivity(services).CheckAsync),
        ];
    }
}
