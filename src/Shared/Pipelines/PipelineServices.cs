using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Models;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>What the activities work with; a host builds it once.</summary>
public sealed class PipelineServices
{
    /// <summary>Puts the services together over a host's stores.</summary>
    public PipelineServices(
        IBlobStore blobs,
        ITableStore tables,
        TrainerSet trainers,
        PipelineSettings settings,
        PredictionLog predictions,
        TimeProvider time
    )
    {
        (Blobs, Tables, Trainers, Settings, Predictions, Time) = (blobs, tables, trainers, settings, predictions, time);
        Started = time.GetUtcNow();
        Artifacts = new(blobs);
        Runs = settings.Lineage is { } lineage ? new(tables) { Telling = lineage.TellAsync } : new(tables);
        Datasets = new(tables, Artifacts);
        Trials = new(tables);
        Definitions = new(blobs, Artifacts);
        Registry = new(tables, Artifacts, time);
        Ledger = new(tables, time);
        Scorer = new(Registry, Artifacts, trainers.Kinds, settings.PrivacyKey);
        Deployments = new(tables, Registry, Ledger, Scorer.ProbeAsync) { Switched = Definitions.Following(Registry) };
        DriftReports = new(tables);
        Notifications = new(tables);
        Reviews = new(this);
        Decisions = new(tables);
        Turns = new(tables, Runs, time);
        Retention = new(this);
        Overviews = new(Registry, Deployments, new(Registry, Ledger), Definitions, Runs, time);
        Feedback = new(tables, predictions, Scorer, Deployments, time);
        Performance = new(tables, Artifacts, trainers.Kinds, Feedback, predictions, time);
        Labels = new(Feedback, predictions, time);
        Gauges = new(Registry, Deployments, DriftReports, Performance);
    }

    /// <summary>Files and artifacts.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Rows.</summary>
    public ITableStore Tables { get; }

    /// <summary>What this host can train and load.</summary>
    public TrainerSet Trainers { get; }

    /// <summary>What the host has set.</summary>
    public PipelineSettings Settings { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>When this process began to work with them.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Content-addressed artifacts.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>The runs.</summary>
    public RunLog Runs { get; }

    /// <summary>The data sets.</summary>
    public DatasetCatalog Datasets { get; }

    /// <summary>The trials.</summary>
    public TrialLog Trials { get; }

    /// <summary>The definitions.</summary>
    public DefinitionStore Definitions { get; }

    /// <summary>The versions.</summary>
    public ModelRegistry Registry { get; }

    /// <summary>Who promoted what.</summary>
    public PromotionLedger Ledger { get; }

    /// <summary>What turned out to be true.</summary>
    public FeedbackStore Feedback { get; }

    /// <summary>The predictions that are worth a label.</summary>
    public LabelQueue Labels { get; }

    /// <summary>How models do by what turned out to be true.</summary>
    public PerformanceMonitor Performance { get; }

    /// <summary>What serves.</summary>
    public Deployments Deployments { get; }

    /// <summary>Versions in memory.</summary>
    public Scorer Scorer { get; }

    /// <summary>What was predicted.</summary>
    public PredictionLog Predictions { get; }

    /// <summary>What there is, and what waits for a person.</summary>
    public ModelOverviews Overviews { get; }

    /// <summary>What reviews need.</summary>
    public ModelReviews Reviews { get; }

    /// <summary>Notifications and their deliveries.</summary>
    public NotificationLog Notifications { get; }

    /// <summary>The drift reports.</summary>
    public DriftReportStore DriftReports { get; }

    /// <summary>The decisions on retraining.</summary>
    public RetrainDecisionStore Decisions { get; }

    /// <summary>One requested training of a model at a time.</summary>
    public TrainingTurns Turns { get; }

    /// <summary>What is told of models to whoever listens.</summary>
    public ModelGauges Gauges { get; }

    /// <summary>Removes what is older than it is kept.</summary>
    public Retention Retention { get; }

    /// <summary>
    /// Refuses to hash a model's rows with another key than its versions, or the newest of another model, were made with.
    /// </summary>
    /// <exception cref="ProblemException">The key is another one.</exception>
    public async Task CheckPrivacyKeyAsync(string model, ModelDefinition definition, CancellationToken cancellation = default)
    {
        if (PrivacyKeys.IsUsed(definition))
        {
            await foreach (var version in Registry.VersionsAsync(model, cancellation))
            {
                PrivacyKeys.Check(version, Settings.PrivacyKey);
            }

            if (await Registry.PrivacyKeyUseAsync(cancellation) is { } use)
            {
                PrivacyKeys.Check(use, Settings.PrivacyKey);
            }
        }
    }

    /// <summary>Refuses to make anything new of an archived model.</summary>
    /// <exception cref="ProblemException">The model is archived.</exception>
    public async Task CheckInUseAsync(string model, CancellationToken cancellation = default)
    {
        if ((await Deployments.GetAsync(model, cancellation)).IsArchived)
        {
            throw new ProblemException(ArchivedModel.Problem(model));
        }
    }

    /// <summary>Loads a version's model, verified against its digest.</summary>
    public async Task<TrainedModel> LoadModelAsync(string digest, CancellationToken cancellation = default) =>
        TrainedModel.Read(await Artifacts.ReadBytesAsync(digest, cancellation), Trainers.Kinds);
}

/// <summary>What a host sets.</summary>
public sealed record PipelineSettings
{
    /// <summary>Key of the hashes that replace private cells; secret to the installation, 32 bytes.</summary>
    public required byte[] PrivacyKey { get; init; }

    /// <summary>
    /// Threads of one candidate's training. Candidates train side by side, so this is the host's cores over its
    /// concurrent activities.
    /// </summary>
    public int CandidateThreads { get; init; } = 1;

    /// <summary>Threads where nothing runs beside: reading, the final fit, evaluation.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How notifications are delivered.</summary>
    public NotificationSettings Notifications { get; init; } = new();

    /// <summary>Whether sources may be private, loopback and link-local addresses, and plain http.</summary>
    public bool AllowPrivateSources { get; init; }

    /// <summary>Reads databases; null: the host has none.</summary>
    public Sources.SqlReader? ReadSql { get; init; }

    /// <summary>Sends the events of runs in OpenLineage's form; null: nobody asked for them.</summary>
    public OpenLineage.LineageEvents? Lineage { get; init; }

    /// <summary>Bounds on files.</summary>
    public IngestLimits Limits { get; init; } = new();
}
