using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.OnnxRuntime;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.OpenLineage;
using MLOpsFunctions.Pipelines.Sources;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Sql;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local;

/// <summary>
/// The product on one machine: a folder with the blob containers as folders in it, the tables and the engine's
/// histories as SQLite files. Several processes may have it open.
/// </summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly IDisposable? _owned;
    private readonly ProductServices _product;
    private readonly Lazy<DurableEngine> _engine;

    /// <summary>Puts the product together over the stores of a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="blobs">Its blobs.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="engine">How its engine runs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where to say what happens.</param>
    /// <param name="notifications">How notifications are delivered; null: to no channel that needs a setting.</param>
    internal Workspace(
        string path,
        IBlobStore blobs,
        ITableStore tables,
        EngineOptions engine,
        TimeProvider time,
        ILoggerFactory logs,
        NotificationSettings? notifications = null
    )
    {
        _owned = tables as IDisposable;
        var cores = Environment.ProcessorCount;
        Path = path;
        _product = new(
            blobs,
            tables,
            OnnxModels.Beside(MlNetTrainers.BesideBuiltIn),
            new()
            {
                PrivacyKey = ReadKey(System.IO.Path.Combine(path, "privacy.key"), blobs, tables, time),
                CandidateThreads = 1,
                Threads = cores,
                Notifications = notifications ?? new(),
                AllowPrivateSources = SourceSettings.AllowPrivate(Environment.GetEnvironmentVariable),
                ReadSql = SqlDatabases.ReadAsync,
                Lineage = LineageSettings.Read(Environment.GetEnvironmentVariable, new LineageFile(path).AppendAsync, logs),
            },
            RandomNumberGenerator.GetHexString(8, lowercase: true),
            time,
            logs
        );
        var owner = string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessId}-{time.GetUtcNow().UtcTicks}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"
        );
        var activities = PipelineCatalog
            .Bind(Services)
            .Where(activity => activity.Name != PipelineActivities.RecordRun.Name)
            .Append(ActivityBinding.BindWrite(PipelineActivities.RecordRun, RecordAsync));
        _engine = new(() =>
            OpenEngine(() => new(engine, PipelineCatalog.Flows, activities, owner, time, logs.CreateLogger<DurableEngine>()))
        );
        Log = logs.CreateLogger("mlops");
    }

    /// <summary>A run of this process's engine was recorded: it has begun, reached a stage or ended. May tell twice of one.</summary>
    public event Action<RunRecord>? RunRecorded;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The services over this workspace's stores.</summary>
    public PipelineServices Services => _product.Pipeline;

    /// <summary>The engine, opened when it is first needed: who only looks needs none. It takes up open runs once started.</summary>
    /// <exception cref="ProblemException">Its database cannot be used.</exception>
    public DurableEngine Engine => _engine.Value;

    /// <summary>Why a step of a run could not be stored, the last time that one could not; null: none failed.</summary>
    public Problem? StorageProblem { get; private set; }

    /// <summary>Starts runs.</summary>
    public PipelineStarter Starter => new(Engine, Services.Blobs);

    /// <summary>Finds what serves.</summary>
    public Router Router => _product.Router;

    /// <summary>What was predicted.</summary>
    public PredictionLog Predictions => _product.Predictions;

    /// <summary>What the versions of rollouts did.</summary>
    public ServingStatistics Statistics => _product.Statistics;

    /// <summary>Scores requests that have been answered.</summary>
    public ShadowQueue Shadows => _product.Shadows;

    /// <summary>Rolls versions out.</summary>
    public Rollouts Rollouts => _product.Rollouts;

    /// <summary>Where versions come from.</summary>
    public LineageReader Lineage => _product.Lineage;

    /// <summary>What turned out to be true.</summary>
    public FeedbackStore Feedback => Services.Feedback;

    /// <summary>Where to say what happens.</summary>
    public ILogger Log { get; }

    /// <summary>What the HTTP handlers work with.</summary>
    public ApiServices Api => _product.CreateApi(Engine) with { Log = Log, CheckWritable = () => WritabilityProbe.Check(Path) };

    /// <summary>Opens a workspace; makes the folder where there is none.</summary>
    /// <exception cref="ProblemException">The folder cannot be used.</exception>
    public static Workspace Open(string path, TimeProvider time, ILoggerFactory logs)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            foreach (var container in StorageNames.DropContainers)
            {
                Directory.CreateDirectory(System.IO.Path.Combine(path, container));
            }

            return new(
                path,
                new FileBlobStore(path, time),
                new SqliteTableStore(System.IO.Path.Combine(path, "tables.db"), mayBeNew: !HasArtifacts(path)),
                EngineOf(path),
                time,
                logs,
                NotificationSettings.Read(Environment.GetEnvironmentVariable) with
                {
                    AppendLine = new NotificationFile(path).AppendAsync,
                }
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw Unusable(fault, path);
        }
    }

    private static ProblemException Unusable(Exception fault, string path) =>
        new(
            UnwritableStorage.Of(SqliteFaults.Unwritable(fault, path) ?? fault)
                ?? new(
                    "The workspace cannot be used",
                    fault.Message,
                    "a folder that can be written",
                    path,
                    "name another with --workspace"
                ),
            fault
        );

    private DurableEngine OpenEngine(Func<DurableEngine> open)
    {
        try
        {
            var engine = open();
            engine.StorageFailed += problem => StorageProblem = problem;
            return engine;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw Unusable(fault, Path);
        }
    }

    /// <summary>How the engine of a workspace runs.</summary>
    internal static EngineOptions EngineOf(string path) => new() { Database = System.IO.Path.Combine(path, "engine.db") };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Predictions.FlushAsync(); // First: whoever asks a process to stop may not wait for its trainings.
            await Statistics.FlushAsync();
        }
        catch (Exception fault) when (UnwritableStorage.Of(fault) is { } unwritable)
        {
            Log.LogError("The last predictions were answered and could not be kept: {Problem}", unwritable);
        }
        finally
        {
            if (_engine.IsValueCreated)
            {
                await Engine.DisposeAsync();
            }

            _owned?.Dispose();
        }
    }

    /// <summary>Tables are there before the first artifact is: artifacts without tables have lost them.</summary>
    private static bool HasArtifacts(string path)
    {
        var artifacts = System.IO.Path.Combine(path, StorageNames.ArtifactsContainer);
        return Directory.Exists(artifacts) && Directory.EnumerateFiles(artifacts, "*", SearchOption.AllDirectories).Any();
    }

    private async Task<RunRecord> RecordAsync(RunRecord run, CancellationToken cancellation)
    {
        var recorded = await new NotificationRecorder(Services).RecordRunAsync(run, cancellation);
        RunRecorded?.Invoke(recorded);
        return recorded;
    }

    /// <summary>The key that private cells are hashed with: made once, readable by its owner only.</summary>
    /// <exception cref="ProblemException">It is damaged, or missing where versions were made with it.</exception>
    private static byte[] ReadKey(string file, IBlobStore blobs, ITableStore tables, TimeProvider time)
    {
        if (!File.Exists(file))
        {
            var artifacts = new ArtifactStore(blobs);
            // Once for each workspace.
            PrivacyKeys.CheckUnusedAsync(new ModelRegistry(tables, artifacts, time), artifacts, file).GetAwaiter().GetResult();
            var draft = $"{file}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(draft, options))
            {
                stream.Write(RandomNumberGenerator.GetBytes(32));
                stream.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(draft, file);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(draft); // Another process was faster; its key is the workspace's.
            }
        }

        var key = File.ReadAllBytes(file);
        return key.Length == 32
            ? key
            : throw new ProblemException(
                new(
                    "The workspace's privacy key is damaged",
                    $"{key.Length} bytes",
                    "32 bytes",
                    file,
                    "restore it from a backup: without it, hashes of old and new rows differ"
                )
            );
    }
}
