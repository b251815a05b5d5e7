using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Holds the winner against champion and baseline on the same rows.</summary>
internal sealed class EvaluationActivities(PipelineServices services, PreparedDataCache cache)
{
    private readonly FinalFit _fit = new(services.Trainers, services.Settings.Threads);

    public async Task<EvaluationOutcome> EvaluateAsync(EvaluateModel request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var file = await services.Artifacts.ReadBytesAsync(request.Model, cancellation);
        var model = TrainedModel.Read(file, services.Trainers.Kinds);
        var (test, labels) = data.HeldOut(data.Split.Test, model.Series?.Plan);
        var (seed, threads) = (data.Definition.Training.Seed, services.Settings.Threads);
        var candidate = model.Predict(test, threads) with { Quantile = data.Quantile };
        var features = model is { Task: ModelTask.Clustering, Plan.Encoding: FeatureEncoding.Dense }
            ? model.Plan.Encode(test, threads: threads)
            : null;
        var report = Evaluator.Evaluate(candidate, labels, test, data.Schema, data.Metric, seed, threads, features, data.IsLabelled);
        var groups = model.Model as KMeansModel;
        var simplest = groups is null ? await FitBaselineAsync(request.Job, data, cancellation) : null;
        var baseline = simplest is null
            ? ClusterBaseline.Compare(
                report,
                model.Plan.Encode(data.Frame, threads: threads),
                groups!.ClusterCount,
                seed,
                threads,
                cancellation
            )
            : Compare(candidate, simplest, test, labels, features, data);

        var live = (await services.Deployments.GetAsync(request.Job.Model, cancellation)).LiveVersion;
        var (serving, fault) = await LoadChampionAsync(request.Job, request.Job.NewTarget == true ? null : live, cancellation);
        var champion = serving is null ? null : ScoreChampion(serving, candidate, test, labels, features, data);
        var judgement = new Judgement(report, champion, baseline);
        if (data.AllRowsJudge && request.Trial is { } winner && simplest is not null)
        {
            var version = champion is null ? null : await services.Registry.FindAsync(request.Job.Model, live!.Value, cancellation);
            var trial = await services.Trials.ReadAsync(request.Job.Run, winner, cancellation);
            judgement = data.Series is null
                ? new AllRowsJudgement(services, data, cancellation).Of(
                    trial,
                    model,
                    simplest,
                    version is null ? null : (version, serving!)
                )
                : new OriginsJudgement(services, data, cancellation).Of(
                    trial,
                    candidate,
                    simplest.Predict(test, threads),
                    version is null ? null : (version, serving!.Predict(RowsFor(serving, test, data)!, threads))
                );
        }

        IReadOnlyList<GateOutcome> conditions =
        [
            .. await LabelConfirmation.GateAsync(services, request.Job.Model, data.Definition, cancellation),
            .. ForecastConditions.Of(model.Series, judgement.Report),
        ];
        var verdict = GateEvaluator.Evaluate(
            data.Gates,
            judgement.Report,
            judgement.Champion,
            judgement.Baseline,
            hasChampion: serving is not null,
            conditions
        );
        var insight = InsightBuilder.Of(model, file.Length, test, labels, data.Metric, seed, threads, data.Quantile);
        if (insight is not null && model.Model is KMeansModel)
        {
            insight = insight with { Clusters = ClusterProfiles.Of(model, data.ForFinal(model.Plan.Encoding).Training.Features, threads) };
        }

        IReadOnlyList<string> few =
            judgement.Report.Rows == report.Rows ? []
            : data.Series is null ? [FewRowsNotes.AllRowsJudge(judgement.Report.Rows, report.Rows)]
            : [FewRowsNotes.EarlierStretchesJudge(judgement.Report.Rows, report.Rows)];
        IReadOnlyList<string> notes = [.. fault, .. few, .. Unmeasured(report), .. Held(model.Series?.Interval, candidate, labels)];
        var digest = await services.Artifacts.WriteJsonAsync(
            new StoredEvaluation(report, judgement.Champion, judgement.Baseline, model.Classes, insight, [.. data.Notes, .. notes]),
            cancellation
        );
        var judged =
            judgement.Report.Rows == report.Rows ? null : new JudgedRows(judgement.Report.Rows, report.Rows, MetricsOf(judgement.Report));
        return new(digest, MetricsOf(report), verdict, live, notes, judged);
    }

    /// <summary>
    /// The metrics that have no value on these rows, such as an R2 of labels that are all the same: they are left out,
    /// not given as a number that is none.
    /// </summary>
    private static IReadOnlyList<string> Unmeasured(EvaluationReport report)
    {
        var names = report.Metrics.Where(metric => !double.IsFinite(metric.Value.Value)).Select(metric => metric.Key).ToList();
        return names.Count == 0
            ? []
            :
            [
                $"{string.Join(", ", names)} could not be measured on the {NumberFormat.Count(report.Rows)} test "
                    + $"rows, and {(names.Count == 1 ? "is" : "are")} left out.",
            ];
    }

    private static Dictionary<string, double> MetricsOf(EvaluationReport report) =>
        report
            .Metrics.Where(metric => double.IsFinite(metric.Value.Value))
            .ToDictionary(metric => metric.Key, metric => metric.Value.Value);

    /// <summary>How well the interval of a forecast holds, on rows that nothing of it has seen.</summary>
    private static IReadOnlyList<string> Held(ForecastInterval? interval, Predictions answers, double[] labels)
    {
        if (interval is null || answers is not { Lows: { } lows, Highs: { } highs } || labels.Length == 0)
        {
            return [];
        }

        var held = labels.Where((label, row) => label >= lows[row] && label <= highs[row]).Count();
        var width = highs.Zip(lows, (high, low) => (high - low) / labels.Length).Sum();
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"The interval around each answer is to hold {interval.Share:0.##%} of the truths; of "
                    + $"{labels.Length:N0} test rows it held {held / (double)labels.Length:0.#%}, and was {width:G4} "
                    + $"wide on average."
            ),
        ];
    }

    /// <summary>The simplest guess, which answers as its trial learned to.</summary>
    private async Task<TrainedModel> FitBaselineAsync(TrainingJob job, PreparedData data, CancellationToken cancellation)
    {
        var opening = await services.Trials.ListAsync(job.Run, services.Trainers.Trainers.Count, cancellation);
        var rule = opening.FirstOrDefault(trial => trial.Trainer == BuiltInTrainers.Baseline)?.Rule?.Rule;
        return _fit.Fit(
            data,
            data.ForFinal(services.Trainers.Find(BuiltInTrainers.Baseline).Encoding, words: false),
            BuiltInTrainers.Baseline,
            new(),
            rule,
            cancellation
        ).Model;
    }

    /// <summary>
    /// What serves, as it was judged: with the rows that were held out it has learned some that are held out here. Null
    /// where nothing serves. What cannot be read serves nobody, and shall not keep out what could: a note says so.
    /// </summary>
    private async Task<(TrainedModel? Model, IReadOnlyList<string> Fault)> LoadChampionAsync(
        TrainingJob job,
        int? live,
        CancellationToken cancellation
    )
    {
        if (live is not { } number)
        {
            return (null, []);
        }

        var version = await services.Registry.FindAsync(job.Model, number, cancellation);
        var damage = $"Version {number} of {job.Model} is not registered.";
        foreach (var digest in ((string?[])[version?.Evaluated, version?.Artifact]).OfType<string>())
        {
            try
            {
                return (
                    await services.LoadModelAsync(digest, cancellation),
                    version!.Evaluated is null ? []
                    : digest == version.Evaluated ? Aged(version, job)
                    :
                    [
                        $"Version {number} cannot be read as it was judged, and was compared as it serves, which favours "
                            + $"it: it may have learned these rows. {damage}",
                    ]
                );
            }
            catch (Exception fault) when (fault is InvalidDataException or InvalidModelException)
            {
                damage = fault.Message;
            }
        }

        return (null, [$"Version {number}, which is to serve, cannot be read, and so nothing was compared with it: {damage}"]);
    }

    /// <summary>What a comparison of two that were judged on different data tells: the later one has learned later rows.</summary>
    private static IReadOnlyList<string> Aged(ModelVersion champion, TrainingJob job) =>
        champion.Dataset == job.Dataset
            ? []
            :
            [
                $"Version {champion.Number} was compared as it was judged, before it learned the rows that were "
                    + "held out then; the new version has learned from data that came later. A gain is that of its "
                    + "recipe and of those rows together.",
            ];

    /// <summary>The champion on these rows; null where it cannot score them, so that gates against it fail closed.</summary>
    private PairedComparison? ScoreChampion(
        TrainedModel champion,
        Predictions candidate,
        DataFrame test,
        double[] labels,
        FeatureMatrix? features,
        PreparedData data
    )
    {
        var rows = RowsFor(champion, test, data);
        return champion.Task == data.Dataset.Task && rows is not null ? Compare(candidate, champion, rows, labels, features, data) : null;
    }

    /// <summary>The test rows as a version takes them; null where they lack what it needs.</summary>
    private static DataFrame? RowsFor(TrainedModel version, DataFrame test, PreparedData data) =>
        version.Series is { } series ? data.Series?.HeldOutAs(series.Plan, data.Split.Test) : test;

    private PairedComparison Compare(
        Predictions candidate,
        TrainedModel other,
        DataFrame test,
        double[] labels,
        FeatureMatrix? features,
        PreparedData data
    ) =>
        Evaluator.Compare(
            candidate,
            other.Predict(test, services.Settings.Threads).AlignTo(candidate.Classes),
            labels,
            data.Definition.Training.Seed,
            services.Settings.Threads,
            features,
            data.IsLabelled
        );
}

/// <summary>The whole of an evaluation, kept as an artifact.</summary>
/// <param name="Report">The candidate on the test rows.</param>
/// <param name="Champion">Against the champion; null where none served or it could not score the rows.</param>
/// <param name="Baseline">Against the baseline.</param>
/// <param name="Classes">Class names by index; null in evaluations of before this was kept.</param>
/// <param name="Insight">What the model looks at; null where nothing was asked.</param>
/// <param name="Notes">What a reader of its figures should know; null in evaluations of before this was kept.</param>
internal sealed record StoredEvaluation(
    EvaluationReport Report,
    PairedComparison? Champion,
    PairedComparison Baseline,
    IReadOnlyList<string>? Classes = null,
    ModelInsight? Insight = null,
    IReadOnlyList<string>? Notes = null
);
