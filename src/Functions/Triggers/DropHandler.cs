using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Data;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// What both blob triggers and <see cref="DropSweep"/> do with a file: start its run. A file that cannot be taken is given up on. One whose
/// start fails is recorded and, after a few attempts, told of once
/// and left to the sweep, which goes on trying: what keeps a good file waiting is on our side and passes.
/// </summary>
/// <param name="blobs">Where the files are.</param>
/// <param name="tables">Where failed attempts are counted.</param>
/// <param name="settings">The largest file.</param>
/// <param name="log">What alerts read.</param>
public sealed class DropHandler(IBlobStore blobs, ITableStore tables, HostSettings settings, ILogger<DropHandler> log)
{
    /// <summary>Failed attempts by file and version.</summary>
    internal const string Table = "drops";

    /// <summary>After so many failed attempts a person is told. As many as a queue's message has, so that events end with it.</summary>
    internal const int MaxAttempts = 5;

    /// <summary>The one who tells of files that events missed, and goes on trying.</summary>
    internal const string Sweeper = "sweep";

    /// <summary>Starts the run of a dropped file.</summary>
    /// <param name="container">One of <see cref="StorageNames.DropContainers"/>.</param>
    /// <param name="name">The blob's name, <c>{model}/{file}</c>.</param>
    /// <param name="by">Who tells of it: <c>event</c> or <c>poll</c>; <c>sweep</c> is the only one to try more than <see
    /// cref="MaxAttempts"/> times.</param>
    /// <param name="flows">The engine.</param>
    /// <param name="cancellation">Stops before the start.</param>
    /// <exception cref="Exception">The start failed and will be tried again: the trigger is told by the exception.</exception>
    public async Task HandleAsync(string container, string name, string by, IFlowClient flows, CancellationToken cancellation)
    {
        if (StorageNames.IsOutput(container, name))
        {
            return;
        }

        if (await blobs.FindAsync(container, name, cancellation) is not { } file)
        {
            DropLog.Gone(log, name);
            return;
        }

        var attempt = await AttemptsAsync(file, cancellation) + 1;
        if (attempt > MaxAttempts && by != Sweeper)
        {
            return;
        }

        try
        {
            if (file.Length > settings.MaxFileBytes)
            {
                throw new ProblemException(TooLarge(file));
            }

            var run = await new PipelineStarter(flows, blobs).TakeAsync(container, name, by, cancellation);
            DropLog.Started(log, name, run?.Run ?? "none: it lies in no model's folder");
        }
        catch (ProblemException refused)
        {
            await GiveUpAsync(file, refused.Problem, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await RecordAsync(file, attempt, fault.Message, cancellation);
            if (attempt != MaxAttempts)
            {
                throw;
            }

            DropLog.DropPoisoned(log, fault, name, attempt, fault.Message);
        }
    }

    /// <summary>No attempt can mend it: a receipt says why, and the file lies in quarantine instead of in the way.</summary>
    private async Task GiveUpAsync(BlobInfo file, Problem problem, CancellationToken cancellation)
    {
        await using (var content = await blobs.OpenReadAsync(file.Container, file.Name, cancellation))
        {
            if (content is null || content.Info.ETag != file.ETag)
            {
                // Another version lies there now; it brings its own event.
                return;
            }

            await blobs.WriteAsync(StorageNames.QuarantineContainer, file.Name, content.Content, cancellation: cancellation);
        }

        using var receipt = new MemoryStream(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Receipt.Refused("", problem), OutsideJson.File)
        );
        await blobs.WriteAsync(file.Container, file.Name + StorageNames.ReceiptSuffix, receipt, cancellation: cancellation);
        await blobs.DeleteAsync(file.Container, file.Name, file.ETag, cancellation);
        await RecordAsync(file, MaxAttempts, problem.ToString(), cancellation);
        DropLog.DropPoisoned(log, null, file.Name, 1, problem.ToString());
    }

    private Problem TooLarge(BlobInfo file) =>
        new(
            "The file is larger than this app ingests",
            $"{file.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes",
            $"at most {settings.MaxFileBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes",
            file.Name,
            $"Split the file, compress it, or raise the setting {nameof(HostSettings.MaxFileBytes)} with the instance's memory",
            413
        );

    private async Task<int> AttemptsAsync(BlobInfo file, CancellationToken cancellation) =>
        await tables.FindAsync(Table, Partition(file), Row(file), cancellation) is { } row
            ? Json.Read<DropAttempts>(row.Value).Attempts
            : 0;

    private Task RecordAsync(BlobInfo file, int attempts, string message, CancellationToken cancellation) =>
        tables.WriteAsync(
            Table,
            Partition(file),
            [TableWrite.Upsert(Row(file), Json.Write(new DropAttempts(file.Name, file.ETag, attempts, message)))],
            cancellation
        );

    private static string Partition(BlobInfo file) => file.Name.Split('/')[0];

    private static string Key(BlobInfo file) =>
        file.Container == StorageNames.IncomingContainer ? $"{file.Name}\n{file.ETag}" : $"{file.Container}\n{file.Name}\n{file.ETag}";

    /// <summary>A name may be longer than a key.</summary>
    private static string Row(BlobInfo file) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key(file))));

    /// <summary>How often the start of a file's run has failed.</summary>
    private sealed record DropAttempts(string File, string ETag, int Attempts, string Message);
}
