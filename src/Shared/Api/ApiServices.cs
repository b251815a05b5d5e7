using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>What the handlers work with. A host builds it once.</summary>
public sealed record ApiServices
{
    /// <summary>The blobs, for uploads.</summary>
    public required IBlobStore Blobs { get; init; }

    /// <summary>The versions.</summary>
    public required ModelRegistry Registry { get; init; }

    /// <summary>Where versions come from.</summary>
    public required LineageReader Lineage { get; init; }

    /// <summary>What was decided about them.</summary>
    public required PromotionLedger Ledger { get; init; }

    /// <summary>The data sets.</summary>
    public required DatasetCatalog Datasets { get; init; }

    /// <summary>The definitions.</summary>
    public required DefinitionStore Definitions { get; init; }

    /// <summary>What there is, and what waits for a person.</summary>
    public required ModelOverviews Overviews { get; init; }

    /// <summary>What serves.</summary>
    public required Deployments Deployments { get; init; }

    /// <summary>Rolls versions out.</summary>
    public required Rollouts Rollouts { get; init; }

    /// <summary>Loads versions.</summary>
    public required Scorer Scorer { get; init; }

    /// <summary>Finds the version that answers a request.</summary>
    public required Router Router { get; init; }

    /// <summary>Answers requests.</summary>
    public required Predictor Predictor { get; init; }

    /// <summary>Keeps what was predicted.</summary>
    public required PredictionLog Predictions { get; init; }

    /// <summary>How much was predicted, hour by hour.</summary>
    public required TrafficCounts Traffic { get; init; }

    /// <summary>Keeps what turned out to be true.</summary>
    public required FeedbackStore Feedback { get; init; }

    /// <summary>The predictions that are worth a label.</summary>
    public required LabelQueue Labels { get; init; }

    /// <summary>How models do by what turned out to be true.</summary>
    public required PerformanceMonitor Performance { get; init; }

    /// <summary>Drift reports.</summary>
    public required DriftReportStore Drift { get; init; }

    /// <summary>What reviews need.</summary>
    public required ModelReviews Reviews { get; init; }

    /// <summary>Notifications and their deliveries.</summary>
    public required NotificationLog Notifications { get; init; }

    /// <summary>Decisions on retraining.</summary>
    public required RetrainDecisionStore Decisions { get; init; }

    /// <summary>What was removed because of its age.</summary>
    public required RetentionLog Retention { get; init; }

    /// <summary>What is told of models to whoever listens.</summary>
    public required ModelGauges Gauges { get; init; }

    /// <summary>Starts runs and checks.</summary>
    public required PipelineStarter Starter { get; init; }

    /// <summary>The runs.</summary>
    public required RunLog Runs { get; init; }

    /// <summary>Their trials.</summary>
    public required TrialLog Trials { get; init; }

    /// <summary>What was asked under which idempotency key.</summary>
    public required RequestLog Requests { get; init; }

    /// <summary>The engine, to ask for instances and to send approvals.</summary>
    public required IFlowClient Flows { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where failures are told in full.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Throws where nothing more can be stored; readiness asks it.</summary>
    public Action CheckWritable { get; init; } = static () => { };

    /// <summary>Whether a failure means that storage does not answer.</summary>
    public Func<Exception, bool> IsStorageFault { get; init; } =
        static fault => fault is IOException or UnauthorizedAccessException or TimeoutException or System.Data.Common.DbException;

    /// <summary>Query parameters that are the host's own and are passed over, such as a key.</summary>
    public IReadOnlyList<string> HostQuery { get; init; } = [];

    /// <summary>Answers scrapes with what the process has measured since it began to listen: at the latest now.</summary>
    internal RequestDelegate Scrape { get; } = PrometheusScrape.Answer;

    /// <summary>How much a request may ask for.</summary>
    public ApiLimits Limits { get; init; } = new();
}

/// <summary>How much a request may ask for; beyond it the answer is 413.</summary>
public sealed record ApiLimits
{
    /// <summary>Bytes of an uploaded file: what one activity reads comfortably on a small instance.</summary>
    public long UploadBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes of rows to predict: some hundred thousand cells.</summary>
    public int PredictBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of any other document: a name and a reason.</summary>
    public int DocumentBytes { get; init; } = 64 * 1024;

    /// <summary>Columns of a tensor that holds all of them.</summary>
    public const int Columns = 100_000;

    /// <summary>Rows of one prediction request; larger jobs are files.</summary>
    public int PredictRows { get; init; } = 10_000;
}
