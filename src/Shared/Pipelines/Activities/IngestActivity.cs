using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Turns a file into a data set version, with quarantine and receipt beside it.</summary>
internal sealed class IngestActivity(PipelineServices services)
{
    /// <summary>Most bytes of a receipt that is read; real ones are far smaller.</summary>
    private const int MaxReceiptBytes = 1 << 20;

    private readonly EarlierData _earlier = new(services);

    public async Task<IngestOutcome> IngestAsync(IngestCommand command, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    return await AcceptAsync(command, cancellation);
                }
                catch (StaleDatasetException)
                {
                    // Two files came at once: the rows of this one are added to those of the other.
                }
            }
        }
        catch (ProblemException refusal)
        {
            await WriteReceiptAsync(
                command,
                Receipt.Refused(command.Run, refusal.Problem, (refusal as RefusedFileException)?.Findings),
                cancellation
            );
            return new(null, null, null, refusal.Problem, []);
        }
    }

    /// <summary>Tells beside the file that its run was cancelled before the file was read.</summary>
    public Task TellCancelledAsync(IngestCommand command, RunCancellation asked) =>
        WriteReceiptAsync(command, Receipt.Cancelled(command.Run, asked.Refusal().Problem), CancellationToken.None);

    private async Task<IngestOutcome> AcceptAsync(IngestCommand command, CancellationToken cancellation)
    {
        ModelNames.Check(command.Model);
        await services.CheckInUseAsync(command.Model, cancellation);
        var text = command.Definition is { } kept
            ? await services.Definitions.FindKeptTextAsync(command.Model, kept, cancellation)
            : await services.Definitions.FindTextAsync(command.Model, cancellation);
        var definition =
            command.Definition is { } draft ? await services.Definitions.ReadAsync(draft, cancellation)
            : text is null ? null
            : DefinitionReader.Parse(text, $"{StorageNames.DefinitionsContainer}/{command.Model}.json");
        await using var file = await services.Blobs.OpenReadAsync(StorageNames.IncomingContainer, command.File, cancellation);
        if (file is null || file.Info.ETag != command.ETag)
        {
            return await ResumeAsync(command, cancellation)
                ?? throw new ProblemException(
                    file is null
                        ? new(
                            "The file is gone",
                            Where: $"{StorageNames.IncomingContainer}/{command.File}",
                            Try: "drop it again",
                            Status: 404
                        )
                        : new(
                            "The file was replaced after it was dropped",
                            Where: $"{StorageNames.IncomingContainer}/{command.File}",
                            Try: "nothing: the newer bytes have a run of their own"
                        )
                );
        }

        using var quarantine = new QuarantineFile();
        var standing = definition is { Ingest.Mode: not IngestMode.Replace }
            ? await _earlier.FindBaseAsync(command, definition, cancellation)
            : null;
        var read = Ingestion.Read(
            file.Content,
            new IngestRequest(
                command.Model,
                $"{StorageNames.IncomingContainer}/{command.File}",
                standing?.ForNext(definition!) ?? definition,
                services.Settings.PrivacyKey
            )
            {
                Known = standing?.Version.Schema ?? await _earlier.ServingColumnsAsync(command.Model, cancellation),
                Reference = await _earlier.FindReferenceAsync(command, definition, cancellation),
                Dropped = file.Info.Modified,
                IsPart = standing is not null,
                Limits = services.Settings.Limits,
                Quarantine = quarantine.Stream,
            },
            cancellation
        );
        var (ingested, parts) = await JoinAsync(standing, read, cancellation);
        var (label, task) = (ingested.Definition.Label, ingested.Definition.Task);
        var change = await TargetChange.FindAsync(services.Registry, services.Deployments, command.Model, label, task, cancellation);
        if (change is not null && command.NewTarget != true)
        {
            throw change.Refusal(
                $"mlops run FILE --model {command.Model} --new-target (or PUT /api/data/{command.Model}/FILE?newTarget=true)"
            );
        }

        var isInferred = definition is null or { Inferred: true, Columns.Count: 0 };
        var outcome = await KeepAsync(
            command,
            ingested,
            parts,
            standing?.Newest,
            isInferred && command.Definition is null,
            quarantine,
            cancellation
        );
        if (!isInferred && text is not null)
        {
            await services.Definitions.KeepTextAsync(command.Model, outcome.Definition!, text, cancellation);
        }

        if (command.Definition is not null && change is null)
        {
            text = isInferred || text is null ? DefinitionWriter.Write(isInferred ? ingested.Definition : definition!) : text;
            await services.Definitions.SaveAsync(command.Model, text, cancellation);
        }

        return outcome;
    }

    private async Task<(IngestResult Result, DatasetParts? Parts)> JoinAsync(
        GrowingDataset? standing,
        IngestResult read,
        CancellationToken cancellation
    )
    {
        if (standing is null)
        {
            return (read, null);
        }

        var (result, parts) = standing.With(read, services.Settings.Threads);
        return (
            result,
            parts with
            {
                File = await services.Artifacts.WriteAsync(stream => FrameFile.Write(read.Frame, stream), cancellation),
            }
        );
    }

    /// <summary>
    /// An interrupted run keeps the data set that it had claimed, even if another file now has the same name. A later
    /// run of the same bytes refers to this run. The receipt there is about the newer file. Null where the run had
    /// claimed none.
    /// </summary>
    private async Task<IngestOutcome?> ResumeAsync(IngestCommand command, CancellationToken cancellation)
    {
        if (await services.Datasets.FindRunAsync(command.Model, command.Run, cancellation) is not { } entry)
        {
            return null;
        }

        var definition = await services.Definitions.ReadAsync(entry.Definition, cancellation);
        if (definition.Inferred && command.Definition is null)
        {
            await services.Definitions.SaveInferredAsync(command.Model, definition, cancellation);
        }

        var dataset = await services.Datasets.DescribeAsync(entry, cancellation);
        return new(RunDataset.From(dataset), entry.Definition, null, null, [.. dataset.Leaks.Select(leak => leak.Note)]);
    }

    private async Task<IngestOutcome> KeepAsync(
        IngestCommand command,
        IngestResult ingested,
        DatasetParts? parts,
        int? newest,
        bool inferred,
        QuarantineFile quarantine,
        CancellationToken cancellation
    )
    {
        await services.CheckPrivacyKeyAsync(command.Model, ingested.Definition, cancellation);
        var definition = await services.Definitions.KeepAsync(ingested.Definition, cancellation);

        // Even for a known file: storing it again repairs artifacts that were damaged since.
        var dataset = await StoreAsync(ingested, parts, cancellation);
        var manifest = await services.Artifacts.WriteJsonAsync(dataset, cancellation);
        var standing = await services.Datasets.FindSourceAsync(command.Model, ingested.Source.Sha256, definition, cancellation);
        var takeOver =
            standing is { } earlier && earlier.Entry.Run != command.Run && await EndedBadlyAsync(earlier.Entry.Run, cancellation);
        if (standing is { } other && other.Entry.Run != command.Run && !takeOver)
        {
            return await DuplicateAsync(command, other.Entry, cancellation);
        }

        if (ingested.Rows.Quarantined > 0)
        {
            await services.Blobs.WriteAsync(
                StorageNames.QuarantineContainer,
                $"{command.File}.{command.Run}.jsonl",
                quarantine.Rewound(),
                cancellation: cancellation
            );
        }

        if (standing is null || takeOver)
        {
            var entry = await services.Datasets.ClaimAsync(
                new(command.Model, 0, ingested.Source.Sha256, definition, dataset.Digest, manifest, command.Run),
                takeOver ? standing : null,
                cancellation,
                newest
            );
            if (entry.Run != command.Run)
            {
                return await DuplicateAsync(command, entry, cancellation);
            }
        }

        if (inferred)
        {
            await services.Definitions.SaveInferredAsync(command.Model, ingested.Definition, cancellation);
        }

        await WriteReceiptAsync(command, Receipt.Accepted(command.Run, dataset, ingested), cancellation);
        return new(
            RunDataset.From(dataset),
            definition,
            null,
            null,
            [.. ingested.Notes, .. dataset.Leaks.Select(leak => leak.Note)],
            ingested.Inferred,
            ingested.Quarantined,
            ingested.Reasons
        );
    }

    private async Task<DatasetVersion> StoreAsync(IngestResult ingested, DatasetParts? parts, CancellationToken cancellation)
    {
        var digest = await services.Artifacts.WriteAsync(stream => FrameFile.Write(ingested.Frame, stream), cancellation);
        var profile = await services.Artifacts.WriteJsonAsync(ingested.Profile, cancellation);
        return new(
            digest,
            ingested.Source,
            ingested.Schema,
            ingested.Definition.Label,
            ingested.Definition.Task!.Value,
            ingested.Rows,
            profile,
            ingested.Leaks
        )
        {
            RowsDigest = RowsDigest.Of(ingested.Frame),
            Personal = ingested.Notes.Where(PrivacyNotes.IsPersonal).ToList() is { Count: > 0 } personal ? personal : null,
            Parts = parts,
            Findings = ingested.Findings.Count > 0 ? ingested.Findings : null,
        };
    }

    private async Task<IngestOutcome> DuplicateAsync(IngestCommand command, DatasetEntry entry, CancellationToken cancellation)
    {
        var dataset = await services.Datasets.DescribeAsync(entry, cancellation);
        await WriteReceiptAsync(
            command,
            Receipt.Duplicate(command.Run, dataset, entry.Run, await FirstReceiptAsync(dataset, cancellation)),
            cancellation
        );
        return new(RunDataset.From(dataset), entry.Definition, entry.Run, null, []);
    }

    /// <summary>
    /// The receipt of when the data set was made; null where it is gone or cannot be read. People may edit receipts.
    /// </summary>
    private async Task<Receipt?> FirstReceiptAsync(DatasetVersion dataset, CancellationToken cancellation)
    {
        var name = $"{dataset.Source.Blob[(dataset.Source.Blob.IndexOf('/') + 1)..]}.receipt.json";
        await using var blob = await services.Blobs.OpenReadAsync(StorageNames.IncomingContainer, name, cancellation);
        if (blob is null || blob.Info.Length > MaxReceiptBytes)
        {
            return null;
        }

        try
        {
            return
                await System.Text.Json.JsonSerializer.DeserializeAsync<Receipt>(blob.Content, Json.Indented, cancellation) is { } receipt
                && receipt.Dataset == dataset.Digest
                ? receipt
                : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private async Task<bool> EndedBadlyAsync(string run, CancellationToken cancellation) =>
        await services.Runs.FindAsync(run, cancellation) is { Status: RunStatus.Failed or RunStatus.Refused or RunStatus.Cancelled };

    private Task WriteReceiptAsync(IngestCommand command, Receipt receipt, CancellationToken cancellation) =>
        services.Blobs.WriteAsync(
            StorageNames.IncomingContainer,
            $"{command.File}.receipt.json",
            new MemoryStream(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(receipt, OutsideJson.File)),
            cancellation: cancellation
        );
}
