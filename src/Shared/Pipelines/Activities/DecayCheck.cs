using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Holds what turned out to be true of a version's answers against what it was judged by.</summary>
internal sealed class DecayCheck(PipelineServices services)
{
    /// <summary>Whether what serves does worse than when it was judged, by what turned out to be true; stores the result.</summary>
    public async Task<(PerformanceDecay? Live, EstimatedDecay? Estimated)> FindAsync(
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
