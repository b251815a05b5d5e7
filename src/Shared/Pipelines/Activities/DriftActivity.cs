using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares current rows with the profile of the data that the live version was trained on.</summary>
internal sealed class DriftActivity(PipelineServices services)
{
    /// <summary>Reports that are looked through for the last one of predictions.</summary>
    private const int MaxReports = 20;

    public async Task<DriftOutcome> CheckAsync(CheckDriftCommand command, CancellationToken cancellation)
    {
        var version = await ServingAsync(command.Model, cancellation);
        var definition = await version.ReadPartAsync("definition", services.Definitions.ReadAsync(version.Definition, cancellation));
        var report = await CompareAsync(command, version, definition, cancellation);
        var (decay, estimated) = await DecayAsync(version, definition, cancellation);
        var decision = await new RetrainSituations(services).DecideAsync(
            command.Check,
            command.Model,
            version,
            new()
            {
                Now = report.At,
                Drift = report,
                Decay = decay,
                EstimatedDecay = estimated,
            },
            definition.Retrain,
            MonitorFlow.RunOf(command.Check),
            cancellation
        );
        await services.DriftReports.SaveAsync(report with { Decision = decision }, cancellation);
        await TellAsync(report, decay, cancellation);
        return new(report.Drifted, decision.Retrain, decision.Sentence);
    }

    private async Task TellAsync(DriftReport report, PerformanceDecay? decay, CancellationToken cancellation)
    {
        var notification = new NotificationRecorder(services);
        await notification.RecordAsync(MonitoringNotifications.Of(report), cancellation);
        await notification.RecordAsync(
            decay is null ? null : MonitoringNotifications.Of(report.Model, report.Version, decay, report.At),
            cancellation
        );
    }

    private async Task<ModelVersion> ServingAsync(string model, CancellationToken cancellation)
    {
        if ((await services.Deployments.GetAsync(model, cancellation)).LiveVersion is not { } live)
        {
            var newest = await services.Registry.VersionsAsync(model, cancellation).LastOrDefaultAsync(cancellation);
            throw new ProblemException(
                new(
                    "There is no live version to compare with",
                    newest is null
                        ? $"model '{model}' has no version"
                        : $"model '{model}' serves nothing: version {newest.Number} was held back, or waits for a person",
                    "a deployed version",
                    Try: newest is null
                        ? "drop a file first"
                        : $"mlops models tells what waits for a person; mlops card {model}/{newest.Number} tells what its gates found",
                    Status: 404
                )
            );
        }

        return await services.Registry.FindAsync(model, live, cancellation)
            ?? throw new InvalidDataException($"Version {live} of {model} serves and is not registered.");
    }

    private async Task<DriftReport> CompareAsync(
        CheckDriftCommand command,
        ModelVersion version,
        ModelDefinition definition,
        CancellationToken cancellation
    )
    {
        var dataset = await version.ReadPartAsync(
            "data set",
            services.Datasets.DescribeAsync(command.Model, version.Dataset, version.Definition, cancellation)
        );
        var served = (await services.Scorer.LoadAsync(command.Model, version.Number, cancellation))!;
        var current = new CurrentRows(services, dataset, served, definition.Drift);
        var (reference, training, notes) = await ReferenceAsync(command, version, dataset, current, definition.Drift, cancellation);
        var answers = version.AnswerProfile is { } digest
            ? await services.Artifacts.ReadJsonAsync<DataProfile>(digest, cancellation)
            : null;
        var detector = new DriftDetector(reference, served.Inputs, definition.Drift, answers, dataset.Label);
        var together = training is null ? null : new MultivariateTest(reference, served.Inputs);
        await foreach (var batch in current.ReadAsync(command, cancellation))
        {
            detector.Add(batch.Inputs, services.Settings.Threads);
            together?.AddCurrent(batch.Inputs);
            detector.AddPredictions(batch.Answers);
            detector.AddLabels(batch.Labels);
            notes.AddRange(batch.Notes);
        }

        if (command.File is null && dataset.Label is not null)
        {
            await foreach (var labels in current.ReadLabelsAsync(command.Model, cancellation))
            {
                detector.AddLabels(labels);
            }
        }

        together?.AddReference(training!);
        var report = detector.Report(
            new(
                command.Check,
                command.Model,
                version.Number,
                version.Dataset,
                command.File ?? DriftReport.OfPredictions,
                services.Time.GetUtcNow()
            ),
            together?.Find(definition.Training.Seed, services.Settings.Threads, cancellation),
            (await services.Registry.CardAsync(version, cancellation)).Importances
        );
        return DriftContext.WithSince(report, await BeforeAsync(command, cancellation)) with { Notes = notes.Count > 0 ? notes : null };
    }

    /// <summary>
    /// The profile of the training rows that current rows are compared with, those rows where they are needed, and what a
    /// reader should know.
    /// </summary>
    private async Task<(DataProfile Profile, DataFrame? Rows, List<Note> Notes)> ReferenceAsync(
        CheckDriftCommand command,
        ModelVersion version,
        DatasetVersion dataset,
        CurrentRows current,
        DriftDefinition drift,
        CancellationToken cancellation
    )
    {
        var profile = await version.ReadPartAsync(
            "data set's profile",
            services.Artifacts.ReadJsonAsync<DataProfile>(dataset.Profile, cancellation)
        );
        if (!drift.Multivariate && drift.Reference == DriftReference.Training)
        {
            return (profile, null, []);
        }

        var frame = await version.ReadPartAsync("data set", services.Artifacts.ReadAsync(dataset.Digest, FrameFile.Read, cancellation));
        if (drift.Reference == DriftReference.Training)
        {
            return (profile, frame, []);
        }

        var times = new List<DateTimeOffset>();
        await foreach (var batch in current.ReadAsync(command, cancellation))
        {
            times.AddRange(batch.Times);
        }

        var rows =
            times.Count > 0 && CurrentRows.TimeOf(dataset.Schema, frame) is { } column
                ? ReferenceRows.Find(column, drift.Reference, times)
                : [];
        if (rows is null)
        {
            return (profile, drift.Multivariate ? frame : null, []);
        }

        if (rows.Length < drift.MinRows)
        {
            return (
                profile,
                drift.Multivariate ? frame : null,
                [DriftNotes.FewReferenceRows(drift.Reference.JsonName(), rows.Length, drift.MinRows)]
            );
        }

        frame = frame.Take(rows);
        return (
            Profiler.Describe(frame, services.Settings.Threads, dataset.Schema),
            drift.Multivariate ? frame : null,
            [DriftNotes.Reference(drift.Reference.JsonName(), rows.Length)]
        );
    }

    /// <summary>The newest conclusive report of predictions; null: none, or the check is of a file.</summary>
    private async Task<DriftReport?> BeforeAsync(CheckDriftCommand command, CancellationToken cancellation) =>
        command.File is not null
            ? null
            : await services
                .DriftReports.ListAsync(command.Model, cancellation)
                .Take(MaxReports)
                .FirstOrDefaultAsync(
                    report => report is { Conclusive: true, Current: DriftReport.OfPredictions } && report.Check != command.Check,
                    cancellation
                );

    /// <summary>Whether what serves does worse than when it was judged, by what turned out to be true; stores the result.</summary>
    private async Task<(PerformanceDecay? Live, EstimatedDecay? Estimated)> DecayAsync(
        ModelVersion version,
        ModelDefinition definition,
        CancellationToken cancellation
    )
    {
        await LearnErrorsAsync(version, cancellation);
        var report = await services.Performance.ReadAsync(version.Model, cancellation: cancellation);
        await services.Performance.SaveAsync(report, cancellation);
        if (definition.Task is not { } task)
        {
            return (null, null);
        }

        var (metric, minRows) = (DefaultMetric.Live(definition, task), definition.Drift.MinRows);
        return (
            PerformanceDecay.Find(metric, version.Metrics, version.Number, report.Windows, minRows),
            EstimatedDecay.Find(metric, version.Metrics, version.Number, report.Estimates, minRows)
        );
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
}
