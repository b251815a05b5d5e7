using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>Experiments, runs and metrics. An experiment is a model: its id and its name are the model's.</summary>
internal static class MlflowTracking
{
    /// <summary>The newest runs that a search looks at; older ones are found by their id.</summary>
    private const int MostRuns = 5_000;

    /// <summary><c>experiments/search</c></summary>
    public static async Task<object> SearchExperimentsAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            names.Add(model);
        }

        await foreach (var run in services.Runs.ListAsync(null, context.RequestAborted).Take(MostRuns))
        {
            names.Add(run.Model);
        }

        var (page, next) = MlflowSearch.Page(
            request,
            IsOfDeleted(request, "view_type") ? [] : names.Select(Experiment),
            (experiment, key) =>
                key switch
                {
                    "name" => experiment.Name,
                    "experiment_id" => experiment.ExperimentId,
                    "creation_time" or "last_update_time" => null, // Not kept: the order of names holds.
                    _ => throw MlflowException.Invalid($"Experiments have no '{BlobNames.Printable(key)}'; expected name."),
                },
            fallback: 1_000
        );
        return new MlflowExperiments(page, next);
    }

    /// <summary><c>experiments/get</c></summary>
    public static Task<object> GetExperimentAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        FindExperimentAsync(context, services, request.Get("experiment_id"));

    /// <summary><c>experiments/get-by-name</c></summary>
    public static Task<object> GetExperimentByNameAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        FindExperimentAsync(context, services, request.Get("experiment_name"));

    /// <summary><c>runs/search</c>: newest first, unless another order is asked for.</summary>
    public static async Task<object> SearchRunsAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var views = new List<MlflowRunView>();
        var experiments = IsOfDeleted(request, "run_view_type") ? [] : request.List("experiment_ids").Distinct().Where(ModelNames.IsValid);
        foreach (var model in experiments)
        {
            await foreach (var run in services.Runs.ListAsync(model, context.RequestAborted).Where(run => run.IsTraining).Take(MostRuns))
            {
                views.Add(await ViewAsync(context, services, run));
            }
        }

        var newest = views.OrderByDescending(view => (double)view.Find("start_time")!);
        var (page, next) = MlflowSearch.Page(request, newest, (view, key) => view.Find(key), fallback: 1_000);
        return new MlflowRuns([.. page.Select(view => view.Run)], next);
    }

    /// <summary><c>runs/get</c></summary>
    public static async Task<object> GetRunAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        new MlflowRunAnswer((await FindRunAsync(context, services, request)).Run);

    /// <summary><c>metrics/get-history</c>: a run measures each metric once, on the test rows.</summary>
    public static async Task<object> GetHistoryAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var (view, key) = (await FindRunAsync(context, services, request), request.Get("metric_key"));
        return new MlflowMetrics([.. view.Run.Data.Metrics.Where(metric => metric.Key == key)]);
    }

    private static async Task<MlflowRunView> FindRunAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var id = request.Find("run_id") ?? request.Get("run_uuid");
        return BlobNames.IsValid(id) && await services.Runs.FindAsync(id, context.RequestAborted) is { } run
            ? await ViewAsync(context, services, run)
            : throw MlflowException.NotFound($"Run '{BlobNames.Printable(id)}' not found.");
    }

    private static async Task<MlflowRunView> ViewAsync(HttpContext context, ApiServices services, RunRecord run) =>
        new(run, run.Version is { } number ? await services.Registry.FindAsync(run.Model, number, context.RequestAborted) : null);

    private static async Task<object> FindExperimentAsync(HttpContext context, ApiServices services, string model)
    {
        var exists =
            ModelNames.IsValid(model)
            && (
                await services.Registry.FindAsync(model, 1, context.RequestAborted) is not null
                || await services.Runs.ListAsync(model, context.RequestAborted).AnyAsync(context.RequestAborted)
            );
        return exists
            ? new MlflowExperimentAnswer(Experiment(model))
            : throw MlflowException.NotFound($"There is no experiment '{BlobNames.Printable(model)}': no such model has runs.");
    }

    private static MlflowExperiment Experiment(string model) => new(model, model, $"mlops:/models/{model}", "active", []);

    /// <summary>Nothing is deleted here.</summary>
    private static bool IsOfDeleted(MlflowRequest request, string view) => request.Find(view) is "DELETED_ONLY" or "2";
}
