using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares current rows with the profile of the data that the live version was trained on.</summary>
internal sealed class DriftActivity(PipelineServices services)
{
    public async Task<DriftOutcome> CheckAsync(CheckDriftCommand command, CancellationToken cancellation)
    {
        var state = await services.Deployments.GetAsync(command.Model, cancellation);
        var live =
            state.LiveVersion
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
        var decay = await DecayAsync(version, definition, cancellation);
        await TellAsync(report, decay, cancellation);
        var newRows = await NewRowsAsync(version, cancellation) + await NewFeedbackAsync(command.Model, cancellation);
        var decision = RetrainPolicy.Decide(
            report,
            newRows,
            await LastAutomaticRunAsync(command.Model, cancellation),
            definition.Retrain,
            now,
            decay
        );
        return state.Control == ChangeControl.Frozen && decision.Retrain
            ? new(report.Drifted, false, PipelineNotes.Frozen(decision.Sentence))
            : new(report.Drifted, decision.Retrain, decision.Sentence);
    }

    private async Task TellAsync(DriftReport report, PerformanceDecay? decay, CancellationToken cancellation)
    {
        var news = new NotificationRecorder(services);
        await news.RecordAsync(MonitoringNews.Of(report), cancellation);
        await news.RecordAsync(decay is null ? null : MonitoringNews.Of(report.Model, report.Version, decay, report.At), cancellation);
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

    /// <summary>Whether what serves does worse than when it was judged, by what turned out to be true; stores the result.</summary>
    private async Task<PerformanceDecay?> DecayAsync(ModelVersion version, ModelDefinition definition, CancellationToken cancellation)
    {
        await LearnErrorsAsync(version, cancellation);
        var report = await services.Performance.ReadAsync(version.Model, cancellation: cancellation);
        await services.Performance.SaveAsync(report, cancellation);
        return definition.Task is { } task
            ? PerformanceDecay.Find(
                DefaultMetric.Live(definition, task),
                version.Metrics,
                version.Number,
                report.Windows,
                definition.Drift.MinRows
            )
            : null;
    }

    /// <summary>
    /// Learns, once for each version that predicts a number, how far off it is: from the rows that were held out from the
    /// model that was judged.
    /// </summary>
    private async Task LearnErrorsAsync(ModelVersion version, CancellationToken cancellation)
    {
        if (await services.Performance.Losses.IsTriedAsync(version.Model, version.Number, cancellation))
        {
            return;
        }

        var model = await services.LoadModelAsync(version.Evaluated ?? version.Artifact, cancellation);
        if (model.Task != ModelTask.Regression)
        {
            return;
        }

        var job = new TrainingJob(version.Run, version.Model, version.Dataset, version.Definition);
        var data = await new PreparedDataCache(services).PrepareAsync(job, cancellation);
        var (rows, labels) = (data.TestRowsFor(model), data.TestLabels);
        var answers = model.Predict(rows, services.Settings.Threads).Values;
        var losses = LossModel.Fit(
            rows,
            model.Signature,
            [.. answers.Zip(labels, (answer, label) => Math.Abs(answer - label))],
            data.Definition.Features,
            services.Settings.Threads
        );
        await services.Performance.Losses.SaveAsync(version.Model, version.Number, losses, cancellation);
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
        var newest = await services
            .Datasets.ListAsync(champion.Model, cancellation)
            .FirstOrDefaultAsync(entry => entry.IsDropped, cancellation);
        if (newest is null)
        {
            return 0;
        }

        var dataset = await services.Datasets.DescribeAsync(newest, cancellation);
        if (await HasLearnedAsync(champion, dataset, cancellation))
        {
            return 0;
        }

        foreach (var removed in (await services.Deployments.RollbacksAsync(champion.Model, cancellation)).Removed.Keys)
        {
            var version = await services.Registry.FindAsync(champion.Model, removed, cancellation);
            if (version is not null && await HasLearnedAsync(version, dataset, cancellation))
            {
                return 0;
            }
        }

        return dataset.Rows.Kept;
    }

    /// <summary>Whether a version has learned a file's rows, alone or with feedback.</summary>
    private async Task<bool> HasLearnedAsync(ModelVersion version, DatasetVersion dataset, CancellationToken cancellation) =>
        version.IsTrainedOn(dataset.Digest, dataset.RowsDigest)
        || await services
            .Datasets.ListAsync(version.Model, cancellation)
            .FirstOrDefaultAsync(entry => entry.Dataset == version.Dataset && !entry.IsDropped, cancellation)
            is { } learned
            && (await services.Datasets.DescribeAsync(learned, cancellation)).Feedback?.Base == dataset.Digest;

    /// <summary>
    /// Actual values that came after the newest data set with feedback was made: a run that was held back has learned
    /// its own, and would give the same version again. 0 where the definition does not want to learn from them.
    /// </summary>
    private async Task<long> NewFeedbackAsync(string model, CancellationToken cancellation)
    {
        if ((await services.Definitions.FindAsync(model, cancellation))?.Retrain.FromFeedback is null)
        {
            return 0;
        }

        var newest = await services.Datasets.ListAsync(model, cancellation).FirstOrDefaultAsync(entry => !entry.IsDropped, cancellation);
        var learned = newest is null ? 0 : (await services.Datasets.DescribeAsync(newest, cancellation)).Feedback?.Known ?? 0;
        return await services.Feedback.CountAsync(model, cancellation) - learned;
    }
}
