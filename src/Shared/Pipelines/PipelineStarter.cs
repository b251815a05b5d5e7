using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Onnx;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>Starts runs under ids that follow from what started them, so that an event that comes twice starts nothing twice.</summary>
/// <param name="flows">The engine.</param>
/// <param name="blobs">Where the files are.</param>
public sealed class PipelineStarter(IFlowClient flows, IBlobStore blobs)
{
    /// <summary>Starts the run of a file in the incoming container; answers with its id, also where it had been started before.</summary>
    /// <returns>The run's id; null where the file is gone, is a receipt, or lies outside a model's folder.</returns>
    /// <param name="name">The file's name in the container, with its model's folder.</param>
    /// <param name="by">Who dropped it.</param>
    /// <param name="newTarget">Whether its label and task may replace those of the version that serves.</param>
    /// <param name="definition">Digest of a definition that becomes the model's once its version serves; null: the model's.</param>
    /// <param name="cancellation">Stops before the start.</param>
    public async Task<string?> DropAsync(
        string name,
        string by,
        bool newTarget,
        string? definition = null,
        CancellationToken cancellation = default
    ) => (await TakeAsync(name, by, newTarget, definition, cancellation))?.Run;

    /// <summary>The same; its label and task are to be those of the version that serves, if one does.</summary>
    public Task<string?> DropAsync(string name, string by, CancellationToken cancellation = default) =>
        DropAsync(name, by, newTarget: false, cancellation: cancellation);

    /// <summary>Starts the run of a file to predict; null where the file is gone, or of the product's own.</summary>
    public async Task<string?> ScoreAsync(string name, string by, CancellationToken cancellation = default) =>
        (await TakeAsync(StorageNames.ScoreContainer, name, by, cancellation))?.Run;

    /// <summary>
    /// Starts the run of a dropped file, and tells whether that started it: not where the same version of the file had been
    /// dropped before.
    /// </summary>
    /// <param name="container">One of <see cref="StorageNames.DropContainers"/>.</param>
    /// <param name="name">The file's name in the container, with its model's folder.</param>
    /// <param name="by">Who dropped it.</param>
    /// <param name="cancellation">Stops before the start.</param>
    public async Task<(string Run, bool IsNew)?> TakeAsync(
        string container,
        string name,
        string by,
        CancellationToken cancellation = default
    )
    {
        if (container == StorageNames.IncomingContainer)
        {
            return await TakeAsync(name, by, newTarget: false, definition: null, cancellation);
        }

        if (await FindAsync(container, name, cancellation) is not var (model, file))
        {
            return null;
        }

        var run = RunOf(model, file);
        return (
            run,
            await flows.StartAsync(ScoreFlow.Definition, new ScoreFileCommand(run, model, name, file.ETag, by), run, cancellation)
        );
    }

    private async Task<(string Run, bool IsNew)?> TakeAsync(
        string name,
        string by,
        bool newTarget,
        string? definition,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(StorageNames.IncomingContainer, name, cancellation) is not var (model, file))
        {
            return null;
        }

        var run = RunOf(model, file);
        using var span = Instruments.Source.StartActivity("drop", ActivityKind.Producer);
        span?.SetTag("mlops.model", model).SetTag("mlops.run", run);
        var command = new IngestCommand(run, model, name, file.ETag, by, newTarget ? true : null, definition, TraceContext.Current);
        var isNew = await flows.StartAsync(IngestFlow.Definition, command, run, cancellation);
        if (isNew)
        {
            Instruments.Dropped(model);
        }

        return (run, isNew);
    }

    /// <summary>A dropped file with its model; null where it is gone, is of the product's own, or lies in no model's folder.</summary>
    private async Task<(string Model, BlobInfo File)?> FindAsync(string container, string name, CancellationToken cancellation)
    {
        var slash = name.IndexOf('/');
        if (slash <= 0 || StorageNames.IsOutput(container, name) || await blobs.FindAsync(container, name, cancellation) is not { } file)
        {
            return null;
        }

        ModelNames.Check(name[..slash]);
        BlobNames.CheckFile(name[(slash + 1)..]);
        return (name[..slash], file);
    }

    /// <summary>The id of the run that takes this version of a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The file, in one of <see cref="StorageNames.DropContainers"/>.</param>
    public static string RunOf(string model, BlobInfo file) =>
        file.Container == StorageNames.IncomingContainer
            ? $"{model}-{Hash($"{file.Name}\n{file.ETag}")}"
            : $"{model}-{file.Container}-{Hash($"{file.Container}\n{file.Name}\n{file.ETag}")}";

    /// <summary>Starts a training on the model's newest data set; it waits for the model's runs that are under way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="key">Names the request: the same key starts one run, however often it is sent.</param>
    /// <param name="trigger">What asks.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Stops before the start.</param>
    public Task<string> RetrainAsync(
        string model,
        string key,
        RunTrigger trigger,
        string by,
        string? reason,
        CancellationToken cancellation = default
    ) => RetrainAsync(model, key, trigger, by, reason, label: null, task: null, newTarget: false, cancellation);

    /// <summary>The same, with what a person says of the target.</summary>
    /// <param name="model">The model.</param>
    /// <param name="key">Names the request.</param>
    /// <param name="trigger">What asks.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="label">The label, which this confirms; null: as the definition says.</param>
    /// <param name="task">The task of the data to train on; null: as the definition says.</param>
    /// <param name="newTarget">Whether label and task may replace those of the version that serves.</param>
    /// <param name="cancellation">Stops before the start.</param>
    public async Task<string> RetrainAsync(
        string model,
        string key,
        RunTrigger trigger,
        string by,
        string? reason,
        string? label,
        ModelTask? task,
        bool newTarget,
        CancellationToken cancellation = default
    )
    {
        ModelNames.Check(model);
        var run = RunOf(model, key, trigger);
        var command = new TrainCommand(
            run,
            model,
            null,
            null,
            trigger,
            by,
            reason,
            label,
            newTarget ? true : null,
            task,
            TraceContext.Current,
            Waits: true
        );
        await flows.StartAsync(TrainFlow.Definition, command, run, cancellation);
        return run;
    }

    /// <summary>
    /// Starts the run that judges a model from elsewhere, on the model's newest data set; the same file starts one run
    /// for a key, however often it is sent.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="file">The ONNX file.</param>
    /// <param name="key">Names the request.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Stops before the start.</param>
    /// <exception cref="ProblemException">The file is no ONNX model, or holds what it may not.</exception>
    public async Task<string> RegisterAsync(
        string model,
        string name,
        byte[] file,
        string key,
        string by,
        string? reason,
        CancellationToken cancellation = default
    )
    {
        ModelNames.Check(model);
        OnnxFileReader.Read(file);
        var digest = await new ArtifactStore(blobs).WriteAsync(stream => stream.Write(file), cancellation);
        var run = $"{model}-{Hash($"register\n{model}\n{digest}\n{key}")}";
        var command = new TrainCommand(
            run,
            model,
            null,
            null,
            RunTrigger.Register,
            by,
            reason,
            Trace: TraceContext.Current,
            Onnx: new(name, digest, file.Length)
        );
        await flows.StartAsync(TrainFlow.Definition, command, run, cancellation);
        return run;
    }

    /// <summary>Starts a rebuild of what an earlier run made; answers with the rebuild's run id.</summary>
    /// <param name="model">The model.</param>
    /// <param name="original">The run to repeat.</param>
    /// <param name="key">Names the request: the same key starts one rebuild, however often it is sent.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Stops before the start.</param>
    public async Task<string> ReproduceAsync(string model, string original, string key, string by, CancellationToken cancellation = default)
    {
        ModelNames.Check(model);
        var run = $"{model}-{Hash($"{RunTrigger.Reproduce.JsonName()}\n{model}\n{original}\n{key}")}";
        await flows.StartAsync(
            ReproduceFlow.Definition,
            new ReproduceCommand(run, model, original, by, TraceContext.Current),
            run,
            cancellation
        );
        return run;
    }

    /// <summary>The id of the run that a request starts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="key">Names the request.</param>
    /// <param name="trigger">What asks.</param>
    public static string RunOf(string model, string key, RunTrigger trigger) => $"{model}-{Hash($"{trigger.JsonName()}\n{model}\n{key}")}";

    /// <summary>Starts a drift check; answers with its instance id.</summary>
    public async Task<string> CheckDriftAsync(string model, string key, string? file, string by, CancellationToken cancellation = default)
    {
        ModelNames.Check(model);
        var check = $"{model}-drift-{Hash($"{model}\n{key}")}";
        await flows.StartAsync(
            MonitorFlow.Definition,
            new CheckDriftCommand(check, model, file, by, TraceContext.Current),
            check,
            cancellation
        );
        return check;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
