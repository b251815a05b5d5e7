using System.Security.Cryptography;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.OpenLineage;
using MLOpsFunctions.Pipelines.Sources;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Sql;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>The product's services, put together over this host's stores.</summary>
public sealed class Product
{
    /// <summary>Activities side by side in one instance, as host.json has it.</summary>
    private const int ConcurrentActivities = 2;

    private readonly ApiServices _api;

    /// <summary>Puts the services together.</summary>
    /// <param name="blobs">Files and artifacts.</param>
    /// <param name="tables">Rows.</param>
    /// <param name="trainers">What can be trained and loaded here.</param>
    /// <param name="privacyKey">Key of the hashes that replace private cells.</param>
    /// <param name="settings">The app's bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where the services log failures.</param>
    public Product(
        IBlobStore blobs,
        ITableStore tables,
        TrainerSet trainers,
        byte[] privacyKey,
        HostSettings settings,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var cores = Environment.ProcessorCount;
        var pipeline = new PipelineSettings
        {
            PrivacyKey = privacyKey,
            Threads = cores,
            CandidateThreads = Math.Max(1, cores / ConcurrentActivities),
            Notifications = NotificationsOf(settings),
            Limits = new() { MaxFileBytes = settings.MaxFileBytes },
            AllowPrivateSources = SourceSettings.AllowPrivate(Environment.GetEnvironmentVariable),
            ReadSql = SqlDatabases.ReadAsync,
            Lineage = LineageSettings.Read(Environment.GetEnvironmentVariable, otherwise: null, logs),
        };
        var writer = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var product = new ProductServices(blobs, tables, trainers, pipeline, writer, time, logs);
        (Services, Statistics, Rollouts) = (product.Pipeline, product.Statistics, product.Rollouts);
        Activities = PipelineCatalog.Bind(Services);
        _api = product.CreateApi(NoEngine.Instance) with
        {
            IsStorageFault = static fault =>
                fault is RequestFailedException or AuthenticationFailedException or IOException or TimeoutException
                || (fault is AggregateException { InnerException: RequestFailedException }),
            Limits = new()
            {
                UploadBytes = settings.MaxBodyBytes,
                PredictBytes = (int)Math.Min(settings.MaxBodyBytes, new ApiLimits().PredictBytes),
            },
        };
    }

    /// <summary>What the activities work with.</summary>
    public PipelineServices Services { get; }

    /// <summary>What the versions of rollouts did.</summary>
    public ServingStatistics Statistics { get; }

    /// <summary>Rolls versions out.</summary>
    public Rollouts Rollouts { get; }

    /// <summary>The activities, bound to their code.</summary>
    public IReadOnlyList<ActivityBinding> Activities { get; }

    /// <summary>
    /// What the HTTP handlers work with. The engine's client comes with a call, because the host hands it to functions
    /// alone.
    /// </summary>
    /// <param name="flows">The client; null for a route that asks nothing of the engine.</param>
    public ApiServices Api(IFlowClient? flows) =>
        flows is null ? _api : _api with { Flows = flows, Starter = new PipelineStarter(flows, _api.Blobs) };

    /// <summary>Links lead to the address that the platform gave the app, unless a setting names another.</summary>
    private static NotificationSettings NotificationsOf(HostSettings settings)
    {
        var read = NotificationSettings.Read(Environment.GetEnvironmentVariable);
        var host = Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME");
        return read with
        {
            PublicUrl = read.PublicUrl ?? (host is null ? null : $"https://{host}"),
            EventGridToken = settings.Data.Emulator is null ? new EventGridTokens(settings.Data.Identity).GetAsync : null,
        };
    }

    /// <summary>Stands where a route asks nothing of the engine.</summary>
    private sealed class NoEngine : IFlowClient
    {
        public static readonly NoEngine Instance = new();

        public Task<bool> StartAsync<TIn, TOut>(
            Flow<TIn, TOut> flow,
            TIn input,
            string instanceId,
            CancellationToken cancellation = default
        ) => throw Missing();

        public Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) => throw Missing();

        public Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default) =>
            throw Missing();

        private static InvalidOperationException Missing() => new("The call brought no Durable Functions client.");
    }
}
