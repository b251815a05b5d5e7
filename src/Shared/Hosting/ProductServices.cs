using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Hosting;

/// <summary>The product over a host's stores: the one place where its parts are put together.</summary>
public sealed class ProductServices
{
    private readonly ILoggerFactory _logs;

    /// <summary>Puts the parts together.</summary>
    /// <param name="blobs">Files and artifacts.</param>
    /// <param name="tables">Rows.</param>
    /// <param name="trainers">What can be trained and loaded here.</param>
    /// <param name="settings">What the host sets.</param>
    /// <param name="writer">Names this process among those that log predictions: eight hexadecimal digits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where failures are logged.</param>
    public ProductServices(
        IBlobStore blobs,
        ITableStore tables,
        TrainerSet trainers,
        PipelineSettings settings,
        string writer,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        _logs = logs;
        Traffic = new(tables, writer);
        Predictions = new(blobs, time, writer, logs.CreateLogger<PredictionLog>()) { Stored = Traffic.AddAsync };
        Pipeline = new(blobs, tables, trainers, settings, Predictions, time);
        Router = new(Pipeline.Deployments, Pipeline.Scorer, time, logs.CreateLogger<Router>());
        Lineage = new(Pipeline.Registry, Pipeline.Ledger);

        Statistics = new(tables, writer, time, logs.CreateLogger<ServingStatistics>());
        Rollouts = new(Pipeline, Statistics);
        var scoring = new GuardedScoring(time);
        Shadows = new(Predictions, Statistics, scoring);
        Predictor = new(Predictions, Statistics, scoring, Shadows, time);
    }

    /// <summary>What the activities work with.</summary>
    public PipelineServices Pipeline { get; }

    /// <summary>Finds what serves.</summary>
    public Router Router { get; }

    /// <summary>What was predicted.</summary>
    public PredictionLog Predictions { get; }

    /// <summary>How much was predicted.</summary>
    public TrafficCounts Traffic { get; }

    /// <summary>Where versions come from.</summary>
    public LineageReader Lineage { get; }

    /// <summary>Answers requests.</summary>
    public Predictor Predictor { get; }

    /// <summary>Scores requests that have been answered.</summary>
    public ShadowQueue Shadows { get; }

    /// <summary>What the versions of rollouts did.</summary>
    public ServingStatistics Statistics { get; }

    /// <summary>Rolls versions out.</summary>
    public Rollouts Rollouts { get; }

    /// <summary>What the HTTP handlers work with.</summary>
    /// <param name="flows">The engine.</param>
    public ApiServices CreateApi(IFlowClient flows) =>
        new()
        {
            Blobs = Pipeline.Blobs,
            Registry = Pipeline.Registry,
            Lineage = Lineage,
            Ledger = Pipeline.Ledger,
            Datasets = Pipeline.Datasets,
            Definitions = Pipeline.Definitions,
            Overviews = Pipeline.Overviews,
            Deployments = Pipeline.Deployments,
            Rollouts = Rollouts,
            Scorer = Pipeline.Scorer,
            Router = Router,
            Predictor = Predictor,
            Predictions = Predictions,
            Traffic = Traffic,
            Feedback = Pipeline.Feedback,
            Performance = Pipeline.Performance,
            Labels = Pipeline.Labels,
            Drift = Pipeline.DriftReports,
            Reviews = Pipeline.Reviews,
            Notifications = Pipeline.Notifications,
            Decisions = Pipeline.Decisions,
            Retention = Pipeline.Retention.Log,
            Gauges = Pipeline.Gauges,
            Starter = new(flows, Pipeline.Blobs),
            Runs = Pipeline.Runs,
            Trials = Pipeline.Trials,
            Requests = new(Pipeline.Tables),
            Flows = flows,
            Time = Pipeline.Time,
            Log = _logs.CreateLogger("MLOpsFunctions.Api"),
        };
}
