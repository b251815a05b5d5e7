using MLOpsFunctions.Deployment;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Monitoring;

/// <summary>Reads how a model does in production from what is stored, in bounded memory.</summary>
/// <param name="tables">Where the newest windows are kept.</param>
/// <param name="artifacts">Where models of the errors of versions are kept.</param>
/// <param name="kinds">The kinds of models that can be read.</param>
/// <param name="feedback">What turned out to be true.</param>
/// <param name="predictions">What was answered.</param>
/// <param name="time">The clock.</param>
public sealed class PerformanceMonitor(
    ITableStore tables,
    ArtifactStore artifacts,
    ModelKinds kinds,
    FeedbackStore feedback,
    PredictionLog predictions,
    TimeProvider time
)
{
    /// <summary>Days that are looked at unless somebody says how many.</summary>
    public const int DefaultDays = 30;

    /// <summary>Most days that are looked at.</summary>
    public const int MaxDays = 366;

    private const int EstimatedDays = 7;

    private const string Newest = "performance";

    /// <summary>The models of the errors of versions.</summary>
    internal LossModelStore Losses { get; } = new(tables, artifacts, kinds);

    /// <summary>Keeps the newest windows by count of a report, for whoever asks often.</summary>
    public Task SaveAsync(PerformanceReport report, CancellationToken cancellation = default) =>
        tables.WriteAsync(
            StorageNames.DriftTable,
            report.Model,
            [TableWrite.Upsert(Newest, Json.Write(report with { Windows = report.NewestByCount() }))],
            cancellation
        );

    /// <summary>What was kept last; null: nothing.</summary>
    public async Task<PerformanceReport?> LastAsync(string model, CancellationToken cancellation = default) =>
        (await tables.FindAsync(StorageNames.DriftTable, model, Newest, cancellation))?.Read<PerformanceReport>();

    /// <summary>The report of the last days.</summary>
    /// <param name="days">How many, 1 to <see cref="MaxDays"/>.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public async Task<PerformanceReport> ReadAsync(string model, int days = DefaultDays, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var (from, to) = (now - TimeSpan.FromDays(days), now + TimeSpan.FromSeconds(1));
        var (live, waiting) = (new LivePerformance(), 0L);
        var join = new FeedbackJoin(feedback, predictions);
        await foreach (var joined in join.ReadAsync(model, from, to, cancellation))
        {
            waiting += joined.Waiting;
            if (joined.Labelled is { } labelled)
            {
                live.Add(labelled);
            }
        }

        await foreach (var shadow in join.ReadShadowsAsync(model, from, to, cancellation))
        {
            live.Add(shadow);
        }

        return new(
            model,
            from,
            to,
            live.Labelled,
            waiting,
            live.Unknown,
            await feedback.ConflictsAsync(model, cancellation).LongCountAsync(cancellation),
            live.Windows()
        )
        {
            Estimates = await EstimateAsync(model, now.AddDays(-Math.Min(days, EstimatedDays)), to, cancellation),
        };
    }

    private async Task<IReadOnlyList<PerformanceEstimate>> EstimateAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var estimator = new PerformanceEstimator(version => Losses.FindAsync(model, version, cancellation));
        await foreach (var batch in predictions.ReadAsync(model, from, to, header => header.Role.IsTraffic(), cancellation))
        {
            await estimator.AddAsync(batch);
        }

        return estimator.Estimates();
    }
}
