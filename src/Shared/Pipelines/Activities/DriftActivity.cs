using MLOpsFunctions.Data;
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
        var (decay, estimated) = await new DecayCheck(services).FindAsync(version, definition, cancellation);
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
        return new(report.Drifted, decision.Retrain, decision);
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
        var reference = await ReferenceAsync(command, version, dataset, current, definition.Drift, cancellation);
        List<Note> notes = reference.Note is { } note ? [note] : [];
        var answers = version.AnswerProfile is { } digest
            ? await services.Artifacts.ReadJsonAsync<DataProfile>(digest, cancellation)
            : null;
        var detector = new DriftDetector(reference.Profile, served.Inputs, definition.Drift, answers, dataset.Label);
        var together = reference.Frame is null ? null : new MultivariateTest(reference.Profile, served.Inputs);
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

        together?.AddReference(reference.Frame!);
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

    private async Task<ReferenceData> ReferenceAsync(
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
        var frame = ReferenceData.NeedsRows(drift)
            ? await version.ReadPartAsync("data set", services.Artifacts.ReadAsync(dataset.Digest, FrameFile.Read, cancellation))
            : null;
        var times = new List<DateTimeOffset>();
        if (ReferenceData.NeedsTimes(drift))
        {
            await foreach (var batch in current.ReadAsync(command, cancellation))
            {
                times.AddRange(batch.Times);
            }
        }

        return ReferenceData.Of(drift, profile, dataset.Schema, frame, times, services.Settings.Threads);
    }

    private async Task<DriftReport?> BeforeAsync(CheckDriftCommand command, CancellationToken cancellation) =>
        command.File is not null
            ? null
            : await services
                .DriftReports.ListAsync(command.Model, cancellation)
                .Take(MaxReports)
                .FirstOrDefaultAsync(report => DriftContext.CanPrecede(report, command.Check), cancellation);
}
