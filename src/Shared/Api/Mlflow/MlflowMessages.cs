namespace MLOpsFunctions.Api.Mlflow;

// The messages of MLflow's REST API, version 2.0, as protobuf writes them in JSON: names in snake case, 64-bit whole numbers as texts.

internal sealed record MlflowTag(string Key, string Value);

internal sealed record MlflowExperiment(
    string ExperimentId,
    string Name,
    string ArtifactLocation,
    string LifecycleStage,
    IReadOnlyList<MlflowTag> Tags
);

internal sealed record MlflowMetric(string Key, double Value, string Timestamp, string Step);

internal sealed record MlflowRunInfo(
    string RunId,
    string RunUuid,
    string RunName,
    string ExperimentId,
    string UserId,
    string Status,
    string StartTime,
    string? EndTime,
    string ArtifactUri,
    string LifecycleStage
);

internal sealed record MlflowRunData(IReadOnlyList<MlflowMetric> Metrics, IReadOnlyList<MlflowTag> Params, IReadOnlyList<MlflowTag> Tags);

internal sealed record MlflowDataset(string Name, string Digest, string SourceType, string Source);

internal sealed record MlflowDatasetInput(IReadOnlyList<MlflowTag> Tags, MlflowDataset Dataset);

internal sealed record MlflowRunInputs(IReadOnlyList<MlflowDatasetInput> DatasetInputs);

internal sealed record MlflowRun(MlflowRunInfo Info, MlflowRunData Data, MlflowRunInputs Inputs);

internal sealed record MlflowAlias(string Alias, string Version);

internal sealed record MlflowModelVersion(
    string Name,
    string Version,
    string CreationTimestamp,
    string LastUpdatedTimestamp,
    string UserId,
    string CurrentStage,
    string Description,
    string Source,
    string RunId,
    string Status,
    IReadOnlyList<MlflowTag> Tags,
    IReadOnlyList<string> Aliases
);

internal sealed record MlflowRegisteredModel(
    string Name,
    string CreationTimestamp,
    string LastUpdatedTimestamp,
    string Description,
    IReadOnlyList<MlflowModelVersion> LatestVersions,
    IReadOnlyList<MlflowTag> Tags,
    IReadOnlyList<MlflowAlias> Aliases
);

internal sealed record MlflowExperimentAnswer(MlflowExperiment Experiment);

internal sealed record MlflowExperiments(IReadOnlyList<MlflowExperiment> Experiments, string? NextPageToken);

internal sealed record MlflowRunAnswer(MlflowRun Run);

internal sealed record MlflowRuns(IReadOnlyList<MlflowRun> Runs, string? NextPageToken);

internal sealed record MlflowMetrics(IReadOnlyList<MlflowMetric> Metrics);

internal sealed record MlflowModelAnswer(MlflowRegisteredModel RegisteredModel);

internal sealed record MlflowModels(IReadOnlyList<MlflowRegisteredModel> RegisteredModels, string? NextPageToken);

internal sealed record MlflowVersionAnswer(MlflowModelVersion ModelVersion);

internal sealed record MlflowVersions(IReadOnlyList<MlflowModelVersion> ModelVersions, string? NextPageToken = null);

internal sealed record MlflowUri(string ArtifactUri);
