using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Reads one run: what is recorded of it, and what its flow tells beyond that.</summary>
internal static class RunReader
{
    /// <summary>Whether a run may have this id.</summary>
    public static bool IsKey(string id) => id.Length is > 0 and <= TableNames.MaxKeyLength / 2 && !id.Any(char.IsControl);

    /// <summary>A run; also one that was accepted and has not recorded its first stage yet. Null: there is none.</summary>
    public static async Task<RunRecord?> FindAsync(ApiServices services, string id, CancellationToken cancellation) =>
        !IsKey(id) ? null
        : await services.Runs.FindAsync(id, cancellation) is { } run ? run
        : await services.Flows.FindAsync(id, cancellation) is { } instance ? Accepted(instance)
        : null;

    /// <summary>The 404 of a run.</summary>
    public static ProblemException Unknown(string id, string advice) =>
        new(new("There is no such run", $"'{BlobNames.Printable(id)}'", Try: advice, Status: StatusCodes.Status404NotFound));

    /// <summary>
    /// The run as far as its flow is, while it runs: a record is written once a stage, and a stage may be a long search.
    /// </summary>
    public static async Task<RunRecord> WithProgressAsync(ApiServices services, RunRecord run, CancellationToken cancellation)
    {
        if (
            run.Ended is not null
            || await services.Flows.FindAsync(run.Run, cancellation) is not { State: FlowState.Running, Progress: { } told }
        )
        {
            return run;
        }

        told = RunProgress.With(told, await services.Runs.TrialsUnderWayAsync(run.Run, cancellation));
        return run with { Stage = told.Stage, Progress = told.Fraction, Message = told.Message };
    }

    private static RunRecord Accepted(FlowInstance instance) =>
        new()
        {
            Run = instance.Id,
            Model = ModelOf(instance),
            Trigger = TriggerOf(instance.Flow),
            By = "",
            Started = instance.Created,
            Status = instance.State == FlowState.Failed ? RunStatus.Failed : RunStatus.Running,
            Message = instance.Progress?.Message ?? "Accepted",
            Problem = instance.Problem,
            Error = instance.Error,
        };

    /// <summary>The model in an id: what stands before the hash, and before the container's name where there is one.</summary>
    private static string ModelOf(FlowInstance instance)
    {
        var model = instance.Id[..Math.Max(instance.Id.LastIndexOf('-'), 0)];
        return instance.Flow == ScoreFlow.Definition.Name ? model[..Math.Max(model.LastIndexOf('-'), 0)] : model;
    }

    /// <summary>What starts a flow, as far as its name tells.</summary>
    private static RunTrigger TriggerOf(string flow) =>
        flow == IngestFlow.Definition.Name ? RunTrigger.Drop
        : flow == MonitorFlow.Definition.Name ? RunTrigger.Drift
        : flow == ReproduceFlow.Definition.Name ? RunTrigger.Reproduce
        : flow == ScoreFlow.Definition.Name ? RunTrigger.Score
        : RunTrigger.Retrain;
}
