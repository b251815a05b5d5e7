using System.Globalization;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>A run of the product as a run of MLflow: the model is its experiment.</summary>
/// <param name="version">The version that it made; null: none.</param>
internal sealed class MlflowRunView(RunRecord run, ModelVersion? version)
{
    /// <summary>The run as MLflow shows it.</summary>
    public MlflowRun Run { get; } =
        new(
            new(
                run.Run,
                run.Run,
                run.Run,
                run.Model,
                run.By,
                Status(run.Status),
                Time(run.Started),
                run.Ended is { } ended ? Time(ended) : null,
                version is null ? "" : $"mlops:/models/{run.Model}/versions/{Text(version.Number)}",
                "active"
            ),
            new(Metrics(run), Params(run, version), Tags(run)),
            new(
                run.Dataset is { } data
                    ?
                    [
                        new(
                            [new("mlflow.data.context", "training")],
                            new(run.File ?? run.Model, data.Digest, "mlops", $$"""{"file": {{Json.Write(run.File ?? "")}}}""")
                        ),
                    ]
                    : []
            )
        );

    /// <summary>What a filter or an order finds in it.</summary>
    public object? Find(string key) =>
        key.Split('.', 2) switch
        {
            ["metrics", var name] => Run.Data.Metrics.FirstOrDefault(metric => metric.Key == name)?.Value,
            ["params", var name] => Run.Data.Params.FirstOrDefault(param => param.Key == name)?.Value,
            ["tags", var name] => Run.Data.Tags.FirstOrDefault(tag => tag.Key == name)?.Value,
            _ => key.ToLowerInvariant() switch
            {
                "run_id" or "run id" => Run.Info.RunId,
                "run_name" or "run name" => Run.Info.RunName,
                "status" => Run.Info.Status,
                "user_id" or "user id" or "user" => Run.Info.UserId,
                "experiment_id" => Run.Info.ExperimentId,
                "artifact_uri" => Run.Info.ArtifactUri,
                "start_time" or "created" => double.Parse(Run.Info.StartTime, CultureInfo.InvariantCulture),
                "end_time" => Run.Info.EndTime is { } end ? double.Parse(end, CultureInfo.InvariantCulture) : null,
                _ => throw MlflowException.Invalid(
                    $"Runs have no '{Storage.BlobNames.Printable(key)}'; expected metrics.NAME, params.NAME, tags.NAME, run_id, "
                        + "run_name, status, user_id, start_time or end_time."
                ),
            },
        };

    /// <summary>Milliseconds since 1970, as protobuf writes them in JSON.</summary>
    public static string Time(DateTimeOffset time) => Text(time.ToUnixTimeMilliseconds());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Status(RunStatus status) =>
        status switch
        {
            RunStatus.Running or RunStatus.AwaitingApproval => "RUNNING",
            RunStatus.Refused or RunStatus.Failed => "FAILED",
            RunStatus.Cancelled => "KILLED",
            _ => "FINISHED",
        };

    private static List<MlflowMetric> Metrics(RunRecord run) =>
        [
            .. (run.Metrics ?? new Dictionary<string, double>())
                .OrderBy(metric => metric.Key, StringComparer.Ordinal)
                .Select(metric => new MlflowMetric(metric.Key, metric.Value, Time(run.Ended ?? run.Started), "0")),
        ];

    private static List<MlflowTag> Params(RunRecord run, ModelVersion? version)
    {
        var texts = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["metric"] = run.Metric,
            ["trainer"] = run.Trainer,
            ["trials"] = run.Trials is { } trials ? Text(trials) : null,
            ["seed"] = version is null ? null : Text(version.Seed),
        };
        foreach (var (name, value) in version?.Parameters ?? [])
        {
            texts[name] = value.ToString("R", CultureInfo.InvariantCulture);
        }

        return Of(texts);
    }

    private static List<MlflowTag> Tags(RunRecord run) =>
        Of(
            new SortedDictionary<string, string?>(StringComparer.Ordinal)
            {
                ["mlflow.runName"] = run.Run,
                ["mlflow.user"] = run.By,
                ["mlflow.source.type"] = "JOB",
                ["mlops.status"] = run.Status.JsonName(),
                ["mlops.trigger"] = run.Trigger.JsonName(),
                ["mlops.file"] = run.File,
                ["mlops.reason"] = run.Reason,
                ["mlops.version"] = run.Version is { } number ? Text(number) : null,
                ["mlops.verdict"] = run.Verdict?.Sentence,
                ["mlops.message"] = run.Message,
            }
        );

    private static List<MlflowTag> Of(SortedDictionary<string, string?> texts) =>
        [.. texts.Where(text => text.Value is not null).Select(text => new MlflowTag(text.Key, text.Value!))];
}
