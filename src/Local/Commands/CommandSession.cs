using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What one command works with: the terminal, and the workspace, which opens when it is first needed.</summary>
internal sealed class CommandSession(string path, Terminal terminal, TimeProvider time, ILoggerFactory logs, Interruption interruption)
    : IAsyncDisposable
{
    /// <summary>How often the progress of long trials is shown.</summary>
    private static readonly TimeSpan TrialInterval = TimeSpan.FromSeconds(10);

    private Workspace? _workspace;
    private bool _started;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>The workspace's folder as it was named; null where it is the default one.</summary>
    public string? NamedWorkspace => path == Verb.DefaultWorkspace ? null : path;

    /// <summary>The workspace; nothing runs in it yet.</summary>
    public Workspace Workspace => _workspace ??= Workspace.Open(path, time, logs);

    /// <summary>The same session in another workspace.</summary>
    public CommandSession At(string folder) => new(folder, terminal, time, logs, interruption);

    /// <summary>The workspace with its engine running.</summary>
    public async Task<Workspace> StartAsync()
    {
        var resumed = new List<string>();
        Workspace.Engine.Resumed += resumed.Add;
        await Workspace.Engine.StartAsync();
        _started = true;
        Workspace.Engine.Resumed -= resumed.Add;
        foreach (var id in resumed)
        {
            if (await Workspace.Services.Runs.FindAsync(id) is { Status: RunStatus.Running } run)
            {
                terminal.Note($"Run {run.Run} was interrupted ({run.Message}); it goes on now. mlops cancel {run.Run} ends it.");
            }
        }

        return Workspace;
    }

    /// <summary>
    /// Copies a file to where drops go and starts its run. Where a run of the same bytes under the same name was
    /// interrupted, it is that run which goes on.
    /// </summary>
    public async Task<string> DropAsync(
        string model,
        FileInfo file,
        string by,
        bool newTarget,
        string? definition,
        CancellationToken cancellation
    )
    {
        var name = await CopyAsync(StorageNames.IncomingContainer, model, file, cancellation);
        return await Workspace.Starter.DropAsync(name, by, newTarget, definition, cancellation) ?? throw Gone(file);
    }

    /// <summary>The same with a file to predict.</summary>
    public async Task<string> ScoreAsync(string model, FileInfo file, string by, CancellationToken cancellation)
    {
        var name = await CopyAsync(StorageNames.ScoreContainer, model, file, cancellation);
        return await Workspace.Starter.ScoreAsync(name, by, cancellation) ?? throw Gone(file);
    }

    private async Task<string> CopyAsync(string container, string model, FileInfo file, CancellationToken cancellation)
    {
        var name = $"{ModelNames.Check(model)}/{file.Name}";
        BlobNames.CheckFile(file.Name);
        if (StorageNames.IsOutput(container, name))
        {
            throw new ProblemException(
                new("This name is kept for what the product writes", file.Name, "any other name", Try: "rename the file")
            );
        }

        if (!await IsUnderWayAsync(container, model, name, file, cancellation))
        {
            await using var content = OpenFile(file);
            await Workspace.Services.Blobs.WriteAsync(container, name, content, cancellation: cancellation);
        }

        return name;
    }

    private static ProblemException Gone(FileInfo file) =>
        new(new("The file is gone again", file.Name, "a file that stays where it was dropped", Try: "once more"));

    /// <summary>
    /// Follows a run that searches: Ctrl-C ends the search at the trials that are under way, and the best of them is
    /// judged.
    /// </summary>
    public async Task<RunRecord> FollowSearchAsync(string run, CancellationToken cancellation)
    {
        interruption.IsSearching = true;
        try
        {
            return await FollowAsync(run, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Note($"Run {run} is not at its end; the next run, retrain or serve in this workspace goes on with it.");
            throw;
        }
        finally
        {
            interruption.IsSearching = false;
        }
    }

    private async Task<bool> IsUnderWayAsync(string container, string model, string name, FileInfo file, CancellationToken cancellation)
    {
        await using var dropped = await Workspace.Services.Blobs.OpenReadAsync(container, name, cancellation);
        if (
            dropped is null
            || dropped.Info.Length != file.Length
            || await Workspace.Engine.FindAsync(PipelineStarter.RunOf(model, dropped.Info), cancellation)
                is not { State: FlowState.Running }
        )
        {
            return false;
        }

        await using var content = OpenFile(file);
        var (given, kept) = (await SHA256.HashDataAsync(content, cancellation), await SHA256.HashDataAsync(dropped.Content, cancellation));
        return given.AsSpan().SequenceEqual(kept);
    }

    /// <summary>Shows a run's progress until it ends or waits for a person.</summary>
    public async Task<RunRecord> FollowAsync(string run, CancellationToken cancellation)
    {
        var (isInferredShown, shown, pace) = (false, time.GetTimestamp(), new SearchPace(time));
        for (var told = false; ; )
        {
            if (interruption.HasSeenEnough && !told)
            {
                told = true;
                await Workspace.Services.Runs.EndSearchAsync(run, cancellation);
                terminal.Note(
                    "The search ends with the trials that are under way, and the best so far is judged. Ctrl-C again stops here."
                );
            }

            var instance = await Workspace.Engine.FindAsync(run, cancellation);
            var record = await Workspace.Services.Runs.FindAsync(run, cancellation);
            if (!isInferredShown && record is { Inferred: not null, DuplicateOf: null })
            {
                isInferredShown = true;
                terminal.Draw(console =>
                    InferredText.Write(console, record, Workspace.Path, RunReport.ConfirmCommand(record, NamedWorkspace))
                );
            }

            if (instance?.Progress is { } progress && record?.Ended is null && (record?.Stage != "ingest" || progress.Stage == "ingest"))
            {
                if (terminal.IsNews(progress))
                {
                    await TellAsync(progress, progress);
                }

                if (time.GetElapsedTime(shown) > TrialInterval)
                {
                    shown = time.GetTimestamp();
                    await TellAsync(
                        progress,
                        RunProgress.With(progress, await Workspace.Services.Runs.TrialsUnderWayAsync(run, cancellation))
                    );
                }
            }

            if (record is { Ended: not null } or { Status: RunStatus.AwaitingApproval })
            {
                return record.DuplicateOf is { } earlier ? await EarlierAsync(record, earlier, cancellation) : record;
            }

            if (Workspace.StorageProblem is { } unwritable)
            {
                terminal.Note($"Run {run} is not at its end; the next run, retrain or serve in this workspace goes on with it.");
                throw new ProblemException(unwritable);
            }

            if (instance is { State: FlowState.Failed })
            {
                throw new InvalidOperationException($"Run {run} failed: {instance.Error}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation);
        }

        async Task TellAsync(FlowProgress reported, FlowProgress told)
        {
            var trials = await Workspace.Services.Trials.ListAsync(run, int.MaxValue, cancellation);
            terminal.Progress(told, pace.Describe(reported, trials));
        }
    }

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static FileStream OpenFile(FileInfo file)
    {
        if (Directory.Exists(file.FullName))
        {
            throw new ProblemException(
                new("That is a folder", Expected: "a data file", Where: file.FullName, Try: "name one of the files in it")
            );
        }

        try
        {
            return file.OpenRead();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                new("The file cannot be read", fault.Message, "a file that exists and can be read", file.FullName, "check the path"),
                fault
            );
        }
    }

    /// <summary>
    /// Tells what is new after a verb that ran something, once: a hanging receiver keeps nobody waiting for long. What fails
    /// is tried again by <c>serve</c> and by later verbs.
    /// </summary>
    public async Task NotifyAsync(CancellationToken cancellation)
    {
        if (!_started || cancellation.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await new NotificationDispatch(Workspace.Services, Workspace.Log).TickAsync(cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Workspace.Log.LogError(fault, "Notifications could not be sent");
        }
    }

    public ValueTask DisposeAsync() => _workspace?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<RunRecord> EarlierAsync(RunRecord run, string earlier, CancellationToken cancellation)
    {
        terminal.Note(run.Message!);
        var first = await FollowAsync(earlier, cancellation);
        var live = (await Workspace.Services.Deployments.GetAsync(run.Model, cancellation)).LiveVersion;
        return !first.Deployed || first.Version == live
            ? first with
            {
                DuplicateOf = earlier,
            }
            : first with
            {
                DuplicateOf = earlier,
                Deployed = false,
                Status = RunStatus.HeldBack,
                Message =
                    $"Run {earlier} had deployed it, and version {live} serves now. The same bytes make nothing new; "
                    + $"mlops retrain {run.Model} trains again.",
            };
    }
}
