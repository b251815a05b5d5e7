using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Pipelines;

/// <summary>What the activities work with; a host builds it once.</summary>
public sealed class PipelineServices
{
    /// <summary>Puts the rooms together over a host's stores.</summary>
    public PipelineServices(IBlobStore blobs, ITableStore tables, IReadOnlyList<ITrainer> trainers, PipelineSettings settings, TimeProvider time)
    {
        (Blobs, Tables, Trainers, Settings, Time) = (blobs, tables, trainers, settings, time);
        Artifacts = new(blobs);
        Runs = new(tables);
        Datasets = new(tables, Artifacts);
        Trials = new(tables);
        Definitions = new(blobs, Artifacts);
        Registry = new(tables, Artifacts, time);
        Ledger = new(tables, time);
        Deployments = new(tables, Registry, Ledger, ProbeAsync);
    }

    /// <summary>Files and artifacts.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Rows.</summary>
    public ITableStore Tables { get; }

    /// <summary>The trainers that may compete on this host.</summary>
    public IReadOnlyList<ITrainer> Trainers { get; }

    /// <summary>What the host has set.</summary>
    public PipelineSettings Settings { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

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

    /// <summary>What serves.</summary>
    public Deployments Deployments { get; }

    /// <summary>Loads a version's model, verified against its digest.</summary>
    public async Task<TrainedModel> LoadModelAsync(string digest, CancellationToken cancellation = default) =>
        TrainedModel.Read(await Artifacts.ReadBytesAsync(digest, cancellation));

    /// <summary>Whether a version can serve: its bytes are those that were registered, and they load and score a row of missing values.</summary>
    private async Task<string?> ProbeAsync(ModelVersion version, CancellationToken cancellation)
    {
        try
        {
            var model = await LoadModelAsync(version.Artifact, cancellation);
            var answer = model.Predict(FrameBuilder.Missing(model.Signature, 1), 1);
            return answer.Values.Length == 1 && double.IsFinite(answer.Values[0]) ? null : "It does not give a finite answer for a row of missing values.";
        }
        catch (Exception fault) when (fault is InvalidModelException or InvalidDataException or ProblemException)
        {
            return fault.Message;
        }
    }
}

/// <summary>What a host sets.</summary>
public sealed record PipelineSettings
{
    /// <summary>Key of the hashes that replace private cells; secret to the installation, 32 bytes.</summary>
    public required byte[] PrivacyKey { get; init; }

    /// <summary>Threads of one candidate's training. Candidates train side by side, so this is the host's cores over its concurrent activities.</summary>
    public int CandidateThreads { get; init; } = 1;

    /// <summary>Threads where nothing runs beside: reading, the final fit, evaluation.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Bounds on files.</summary>
    public IngestLimits Limits { get; init; } = new();
}
