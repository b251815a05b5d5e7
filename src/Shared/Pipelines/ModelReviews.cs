using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Privacy;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>Tells of models what a review needs, and records reviews.</summary>
/// <param name="services">The parts of the product.</param>
public sealed class ModelReviews(PipelineServices services)
{
    private readonly NotificationRecorder _recorder = new(services);

    /// <summary>One model.</summary>
    public async Task<ModelReview> ReadAsync(string model, CancellationToken cancellation = default)
    {
        var definition = await _recorder.FindDefinitionAsync(model, cancellation);
        var state = await services.Deployments.GetAsync(model, cancellation);
        var version = state.LiveVersion is { } live ? await services.Registry.FindAsync(model, live, cancellation) : null;
        var (now, drift) = (services.Time.GetUtcNow(), await services.DriftReports.LastAsync(model, cancellation));
        var rollback = (await services.Deployments.RollbacksAsync(model, cancellation)).Rollbacks.LastOrDefault();
        var reviewed = await LastAsync(model, cancellation);
        var review = new ModelReview(model)
        {
            Owner = definition.Owner,
            Purpose = definition.Purpose,
            Criterion = definition.Gates,
            Version = state.LiveVersion,
            Archived = state.IsArchived,
            ModelAgeDays = (now - version?.Created)?.TotalDays,
            DataAgeDays = (now - await NewestDataAsync(model, cancellation))?.TotalDays,
            Sla = await MeasureAsync(model, version, definition.Sla, cancellation),
            Drift = drift is null ? null : new(drift.At, drift.Drifted, drift.Share),
            Privacy = definition
                .Columns.Where(column => column.Value.Pii is not null)
                .ToDictionary(column => column.Key, column => column.Value.Pii!.Value),
            Approval = RuleOf(definition.Rollout),
            LastRollback = rollback is null ? null : new(rollback.At, rollback.From, rollback.To, rollback.By),
            Reviewed = reviewed,
            Due = await DueAsync(model, definition, reviewed, cancellation),
        };
        review = review with { Alerts = [.. await AlertsAsync(review, cancellation)] };
        return review with { Findings = [.. Findings(review, definition, now)] };
    }

    /// <summary>How well the rows of a model's newest data set hide among one another, as they are stored.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">The columns that others may know of people; none: all that are learned from.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException">There is no data set, or it has no such column.</exception>
    public async Task<KAnonymity> AnonymityAsync(string model, IReadOnlyList<string> columns, CancellationToken cancellation = default)
    {
        var entry =
            await services.Datasets.NewestAsync(model, cancellation)
            ?? throw new ProblemException(new($"'{model}' has no data set", Try: $"mlops run FILE --model {model}", Status: 404));
        var dataset = await services.Datasets.DescribeAsync(entry, cancellation);
        return KAnonymity.Of(await services.Artifacts.ReadAsync(entry.Dataset, FrameFile.Read, cancellation), columns, dataset.Schema);
    }

    /// <summary>Every promise of a model, held against what was measured last.</summary>
    public async Task<IReadOnlyList<SlaMeasurement>> PromisesAsync(string model, CancellationToken cancellation = default)
    {
        var live = (await services.Deployments.GetAsync(model, cancellation)).LiveVersion;
        var version = live is { } number ? await services.Registry.FindAsync(model, number, cancellation) : null;
        return await MeasureAsync(model, version, (await _recorder.FindDefinitionAsync(model, cancellation)).Sla, cancellation);
    }

    /// <summary>When the next review of a model is due; null: its definition names no interval.</summary>
    public async Task<DateTimeOffset?> DueAsync(string model, CancellationToken cancellation = default) =>
        await DueAsync(model, await _recorder.FindDefinitionAsync(model, cancellation), await LastAsync(model, cancellation), cancellation);

    /// <summary>Records that a person has reviewed a model.</summary>
    public async Task<ReviewRecord> RecordAsync(string model, string by, string? note, CancellationToken cancellation = default)
    {
        var record = new ReviewRecord(services.Time.GetUtcNow(), by, note);
        var key = (DateTimeOffset.MaxValue.Ticks - record.At.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
        await services.Tables.WriteAsync(StorageNames.ReviewsTable, model, [TableWrite.Upsert(key, Json.Write(record))], cancellation);
        return record;
    }

    private async Task<DateTimeOffset?> DueAsync(
        string model,
        ModelDefinition definition,
        ReviewRecord? reviewed,
        CancellationToken cancellation
    ) =>
        definition.Review is { } interval
            ? (reviewed?.At ?? (await services.Registry.FindAsync(model, 1, cancellation))?.Created ?? services.Time.GetUtcNow())
                + interval.Value
            : null;

    private async Task<ReviewRecord?> LastAsync(string model, CancellationToken cancellation)
    {
        var newest = await services
            .Tables.QueryAsync(StorageNames.ReviewsTable, model, cancellation: cancellation)
            .FirstOrDefaultAsync(cancellation);
        return newest?.Read<ReviewRecord>();
    }

    private async Task<DateTimeOffset?> NewestDataAsync(string model, CancellationToken cancellation)
    {
        var newest = await services.Datasets.ListAsync(model, cancellation).FirstOrDefaultAsync(cancellation);
        return newest is not null && await services.Runs.FindAsync(newest.Run, cancellation) is { } run ? run.Started : null;
    }

    /// <summary>Of each promise the last measurement; those of runs are looked for among the newest.</summary>
    private async Task<IReadOnlyList<SlaMeasurement>> MeasureAsync(
        string model,
        ModelVersion? version,
        IReadOnlyDictionary<string, double> promises,
        CancellationToken cancellation
    )
    {
        var measured = new List<SlaMeasurement>();
        if (version is not null)
        {
            measured.AddRange(await SlaMeasurements.OfAsync(services, version, promises, cancellation));
        }

        await foreach (var run in services.Runs.ListAsync(model, cancellation).Take(SlaMeasurements.NewestRuns))
        {
            var more = run.Ended is null ? [] : SlaMeasurements.Of(run, promises);
            measured.AddRange(more.Where(one => promises.ContainsKey(one.Name) && measured.TrueForAll(known => known.Name != one.Name)));
        }

        return
        [
            .. promises
                .OrderBy(promise => promise.Key, StringComparer.Ordinal)
                .Select(promise => measured.Find(one => one.Name == promise.Key) ?? new(promise.Key, promise.Value, null)),
        ];
    }

    private async Task<IReadOnlyList<ReviewAlert>> AlertsAsync(ModelReview review, CancellationToken cancellation)
    {
        var newest = await services.Runs.ListAsync(review.Model, cancellation).FirstOrDefaultAsync(cancellation);
        return
        [
            .. review.Drift is { Drifted: true } ? [ReviewAlert.Drift] : Array.Empty<ReviewAlert>(),
            .. review.Sla.Any(promise => promise.Met == false) ? [ReviewAlert.SlaMissed] : Array.Empty<ReviewAlert>(),
            .. newest is { Status: RunStatus.Failed or RunStatus.Refused } ? [ReviewAlert.RunFailed] : Array.Empty<ReviewAlert>(),
            .. newest is { Status: RunStatus.AwaitingApproval } ? [ReviewAlert.ApprovalNeeded] : Array.Empty<ReviewAlert>(),
        ];
    }

    private static ApprovalRule RuleOf(RolloutDefinition rollout) =>
        !rollout.Approval ? ApprovalRule.None
        : rollout.OtherApprover ? ApprovalRule.OtherPerson
        : ApprovalRule.Person;

    /// <summary>What is missing or overdue. Pure.</summary>
    public static IEnumerable<ReviewFinding> Findings(ModelReview review, ModelDefinition definition, DateTimeOffset now)
    {
        (bool Found, ReviewFinding Finding)[] all =
        [
            (string.IsNullOrWhiteSpace(review.Owner), ReviewFinding.NoOwner),
            (string.IsNullOrWhiteSpace(review.Purpose), ReviewFinding.NoPurpose),
            (review.Criterion.Count == 0, ReviewFinding.NoCriterion),
            (definition.Notify.Count == 0, ReviewFinding.NoChannel),
            (review.Sla.Count == 0, ReviewFinding.NoSla),
            (review.Sla.Any(promise => !SlaNames.All.Contains(promise.Name)), ReviewFinding.SlaNotMeasured),
            (review.Version is not null && review.Drift is null, ReviewFinding.NoDriftCheck),
            (review.Due is null, ReviewFinding.NoReviewInterval),
            (review.Due < now, ReviewFinding.ReviewOverdue),
        ];
        return review.Archived ? [] : all.Where(one => one.Found).Select(one => one.Finding);
    }
}
