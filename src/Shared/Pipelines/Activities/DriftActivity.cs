using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares current rows with the profile of the data that the live version was trained on.</summary>
internal sealed class DriftActivity(PipelineServices services)
{
    public async Task<DriftOutcome> CheckAsync(CheckDriftCommand command, CancellationToken cancellation)
    {
        var live =
            (await services.Deployments.GetAsync(command.Model, cancellation)).LiveVersion
            ?? throw new ProblemException(
                new(
                    "There is no live version to compare with",
                    $"model '{command.Model}' serves nothing",
                    "a deployed version",
                    Try: "drop a file first",
                    Status: 404
                )
            );
        var version =
            await services.Registry.FindAsync(command.Model, live, cancellation)
            ?? throw new InvalidDataException($"Version {live} of {command.Model} serves and is not registered.");
        var definition = await version.ReadPartAsync("definition", services.Definitions.ReadAsync(version.Definition, cancellation));
        var dataset = await version.ReadPartAsync(
            "data set",
            services.Datasets.DescribeAsync(command.Model, version.Dataset, version.Definition, cancellation)
        );
        var reference = await version.ReadPartAsync(
            "data set's profile",
            services.Artifacts.ReadJsonAsync<DataProfile>(dataset.Profile, cancellation)
        );
        var served = (await services.Scorer.LoadAsync(command.Model, live, cancellation))!;
        var detector = new DriftDetector(reference, served.Inputs, definition.Drift);
        var notes = await AddCurrentAsync(detector, command, dataset, served, cancellation);

        var now = services.Time.GetUtcNow();
        var report = detector.Report(new(command.Check, command.Model, live, version.Dataset, command.File ?? "predictions", now)) with
        {
            Notes = notes.Count > 0 ? notes : null,
        };
        await services.DriftReports.SaveAsync(report, cancellation);
        var newRows = await NewRowsAsync(version, cancellation);
        var decision = RetrainPolicy.Decide(
            report,
            newRows,
            await LastAutomaticRunAsync(command.Model, cancellation),
            definition.Retrain,
            now
        );
        return new(report.Drifted, decision.Retrain, decision.Sentence);
    }

    /// <summary>Adds the current rows; gives what a reader should know of how they were read.</summary>
    private async Task<IReadOnlyList<Note>> AddCurrentAsync(
        DriftDetector detector,
        CheckDriftCommand command,
        DatasetVersion dataset,
        ServedModel served,
        CancellationToken cancellation
    )
    {
        if (command.File is null)
        {
            var now = services.Time.GetUtcNow();
            await foreach (var batch in services.Predictions.ReadAsync(command.Model, now - DriftDetector.Window, now, cancellation))
            {
                if (batch.Header.Role.IsTraffic() && batch.Header.Rows > 0)
                {
                    detector.Add(batch.Inputs);
                }
            }

            return [];
        }

        await using var file =
            await services.Blobs.OpenReadAsync(StorageNames.UploadsContainer, command.File, cancellation)
            ?? throw new ProblemException(new("The file to check is gone", Where: command.File, Try: "send it again", Status: 404));
        var rows = FrameReader.ReadCsv(file.Content, dataset.Schema, command.File, encoding: served.Encoding, cancellation: cancellation);
        // Columns that the file lacks are missing from the frame too; the profile knows private cells as hashes or masks only.
        var frame = new DataFrame([.. rows.Frame.Columns.Where(column => !rows.Absent.Contains(column.Name))], rows.Frame.RowCount);
        detector.Add(served.Prepare(frame));
        return rows.Remarks;
    }

    private async Task<DateTimeOffset?> LastAutomaticRunAsync(string model, CancellationToken cancellation)
    {
        await foreach (var run in services.Runs.ListAsync(model, cancellation))
        {
            if (run.Trigger is RunTrigger.Drift or RunTrigger.Schedule)
            {
                return run.Started;
            }
        }

        return null;
    }

    /// <summary>
    /// Rows of the newest data set, 0 where the champion or a version that was rolled back has learned it: training
    /// again on the same rows would give the same version again.
    /// </summary>
    private async Task<long> NewRowsAsync(ModelVersion champion, CancellationToken cancellation)
    {
        if (await services.Datasets.NewestAsync(champion.Model, cancellation) is not { } newest)
        {
            return 0;
        }

        var dataset = await services.Datasets.DescribeAsync(newest, cancellation);
        if (champion.IsTrainedOn(dataset.Digest, dataset.RowsDigest))
        {
            return 0;
        }

        foreach (var removed in (await services.Deployments.RollbacksAsync(champion.Model, cancellation)).Removed.Keys)
        {
            var version = await services.Registry.FindAsync(champion.Model, removed, cancellation);
            if (version?.IsTrainedOn(dataset.Digest, dataset.RowsDigest) == true)
            {
                return 0;
            }
        }

        return dataset.Rows.Kept;
    }
}
