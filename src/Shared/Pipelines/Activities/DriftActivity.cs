using MLOpsFunctions.Data;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares current rows with the profile of the data that the live version was trained on.</summary>
internal sealed class DriftActivity(PipelineServices services)
{
    public async Task<DriftOutcome> CheckAsync(DriftCommand command, CancellationToken cancellation)
    {
        var live = (await services.Deployments.GetAsync(command.Model, cancellation)).LiveVersion
            ?? throw new ProblemException(new(
                "There is no live version to compare with", $"model '{command.Model}' serves nothing", "a deployed version", Try: "drop a file first", Status: 404));
        var version = await services.Registry.FindAsync(command.Model, live, cancellation)
            ?? throw new InvalidDataException($"Version {live} of {command.Model} serves and is not registered.");
        var definition = await version.ReadPartAsync("definition", services.Definitions.ReadAsync(version.Definition, cancellation));
        var dataset = await version.ReadPartAsync("data set", services.Datasets.DescribeAsync(command.Model, version.Dataset, cancellation));
        var reference = await version.ReadPartAsync("data set's profile", services.Artifacts.ReadJsonAsync<DataProfile>(dataset.Profile, cancellation));
        var served = (await services.Scorer.LoadAsync(command.Model, live, cancellation))!;
        var detector = new DriftDetector(reference, served.Inputs, definition.Drift);
        await AddCurrentAsync(detector, command, dataset, served, cancellation);

        var now = services.Time.GetUtcNow();
        var report = detector.Report(new(command.Check, command.Model, live, version.Dataset, command.File ?? "predictions", now));
        await services.DriftReports.SaveAsync(report, cancellation);
        var decision = RetrainPolicy.Decide(report, await LastAutomaticRunAsync(command.Model, cancellation), definition.Retrain, now);
        return new(report.Drifted, decision.Retrain && await HasNewDataAsync(version, cancellation), decision.Sentence);
    }

    private async Task AddCurrentAsync(DriftDetector detector, DriftCommand command, DatasetVersion dataset, ServedModel served, CancellationToken cancellation)
    {
        if (command.File is null)
        {
            var now = services.Time.GetUtcNow();
            await foreach (var batch in services.Predictions.ReadAsync(command.Model, now - DriftDetector.Window, now, cancellation))
            {
                if (batch.Header.Live)
                {
                    detector.Add(batch.Inputs);
                }
            }

            return;
        }

        await using var file = await services.Blobs.OpenReadAsync(StorageNames.UploadsContainer, command.File, cancellation)
            ?? throw new ProblemException(new("The file to check is gone", Where: command.File, Try: "send it again", Status: 404));
        var rows = FrameReader.ReadCsv(file.Content, dataset.Schema, command.File, encoding: served.Encoding, cancellation: cancellation);
        // Columns that the file lacks are missing from the frame too; the profile knows private cells as hashes or masks only.
        var frame = new DataFrame([.. rows.Frame.Columns.Where(column => !rows.Absent.Contains(column.Name))], rows.Frame.RowCount);
        detector.Add(served.Prepare(frame));
    }

    private async Task<DateTimeOffset?> LastAutomaticRunAsync(string model, CancellationToken cancellation)
    {
        await foreach (var run in services.Runs.ListAsync(model, cancellation))
        {
            if (run.Trigger is "drift" or "schedule")
            {
                return run.Started;
            }
        }

        return null;
    }

    /// <summary>Training again on the very rows that the champion has learned from would give the champion again.</summary>
    private async Task<bool> HasNewDataAsync(ModelVersion version, CancellationToken cancellation) =>
        await services.Datasets.NewestAsync(version.Model, cancellation) is { } newest && newest.Dataset != version.Dataset;
}
