using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>Holds the winner against champion and baseline on the same rows.</summary>
/// <param name="data">The rows.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class CandidateEvaluation(PreparedData data, TrainerSet trainers, CancellationToken cancellation)
{
    private readonly int _seed = data.Definition.Training.Seed;

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model, which has not learned the test rows.</param>
    /// <param name="bytes">Length of its file: a large model is asked about fewer rows.</param>
    /// <param name="winner">How it was learned; null: not known, so that the test rows alone judge.</param>
    /// <param name="champion">The version that serves, as it was judged; null: none.</param>
    /// <param name="baselineRule">How the baseline's scores become answers; null: they are.</param>
    public CandidateResult Evaluate(TrainedModel model, long bytes, Search.Trial? winner, JudgedModel? champion, DecisionRule? baselineRule)
    {
        var (test, labels) = (data.TestRowsFor(model), data.TestLabels);
        var candidate = data.ToMeasure(model.Predict(test, data.Threads), data.Split.Test);
        var features = model is { Task: ModelTask.Clustering, Plan.Encoding: FeatureEncoding.Dense }
            ? model.Plan.Encode(test, threads: data.Threads)
            : null;
        var report = Evaluator
            .Evaluate(candidate, labels, test, data.Schema, data.Metric, _seed, data.Threads, features, data.IsLabelled)
            .WithLearned(data.Labels.Classes, data.LabelsOf([.. data.Split.Training, .. data.Split.Validation]));
        var comparable = champion is not null && data.CanBeAnsweredBy(champion.Model) ? champion : null;
        var other = comparable is null ? null : Answer(comparable.Model, data.TestRowsFor(comparable.Model), candidate);
        var against = other is null ? null : Compare(candidate, other, features);
        var judgement = model.Model is KMeansModel groups
            ? new Judgement(report, against, CompareClusters(report, model, groups))
            : CompareAll(FitBaseline(baselineRule));
        return new(
            report,
            judgement,
            data.AgainstNaive(test, candidate),
            InsightOf(model, bytes, test, candidate.Units),
            NotesOf(model, candidate, report, judgement)
        )
        {
            AnswerProfile = AnswerFrame.Of(candidate) is { } answers ? Profiler.Describe(answers, data.Threads) : null,
        };

        Judgement CompareAll(TrainedModel baseline) =>
            data.AllRowsJudge && winner is not null
                ? new FewRowsJudgement(data, data.CreateRefittedAnswers(trainers, cancellation)).Of(
                    new(winner.Trainer, winner.Fitted ?? winner.Parameters, model),
                    comparable,
                    baseline
                )
                : CompareOnTest(Answer(baseline, test, candidate));

        Judgement CompareOnTest(Predictions guess) =>
            new(report, against, Compare(candidate, guess, features)) { Answers = new(candidate, other, guess, labels, test) };
    }

    /// <summary>The simplest guess, which answers as its trial learned to.</summary>
    private TrainedModel FitBaseline(DecisionRule? rule) =>
        new FinalFit(trainers)
            .Fit(
                data,
                data.ForFinal(trainers.Find(BuiltInTrainers.Baseline).Encoding, words: false),
                BuiltInTrainers.Baseline,
                new(),
                rule,
                cancellation
            )
            .Model;

    /// <summary>A model's answers, in the classes of the candidate's.</summary>
    private Predictions Answer(TrainedModel model, DataFrame rows, Predictions candidate) =>
        model.Predict(rows, data.Threads).AlignTo(candidate.Classes);

    private PairedComparison Compare(Predictions candidate, Predictions other, FeatureMatrix? features) =>
        Evaluator.Compare(candidate, other, data.TestLabels, _seed, data.Threads, features, data.IsLabelled);

    private PairedComparison CompareClusters(EvaluationReport report, TrainedModel model, KMeansModel groups) =>
        ClusterBaseline.Compare(
            report,
            model.Plan.Encode(data.Frame, threads: data.Threads),
            groups.ClusterCount,
            _seed,
            data.Threads,
            cancellation
        );

    private ModelInsight? InsightOf(TrainedModel model, long bytes, DataFrame test, ForecastUnits? units)
    {
        var insight = InsightBuilder.Of(model, bytes, test, data.TestLabels, data.Metric, _seed, data.Threads, data.Quantile, units);
        return insight is not null && model.Model is KMeansModel
            ? insight with
            {
                Clusters = ClusterProfiles.Of(model, data.ForFinal(model.Plan.Encoding).Training.Features, data.Threads),
            }
            : insight;
    }

    private IReadOnlyList<Note> NotesOf(TrainedModel model, Predictions candidate, EvaluationReport report, Judgement judgement) =>
        [
            .. judgement.Report.Rows == report.Rows ? [] : (Note[])[data.NoteOnMoreRows(judgement.Report.Rows)],
            .. Unmeasured(report),
            .. IntervalHeld(model.Series?.Interval, candidate, data.TestLabels),
        ];

    /// <summary>
    /// A note on the metrics that have no value on these rows, such as an R2 of labels that are all the same. They are
    /// left out.
    /// </summary>
    private static IReadOnlyList<Note> Unmeasured(EvaluationReport report)
    {
        var names = report.Metrics.Where(metric => !double.IsFinite(metric.Value.Value)).Select(metric => metric.Key).ToList();
        return names.Count == 0 ? [] : [EvaluationNotes.Unmeasured(names, report.Rows)];
    }

    /// <summary>A note on how well the interval of a forecast holds rows that nothing of it has seen.</summary>
    private static IReadOnlyList<Note> IntervalHeld(ForecastInterval? interval, Predictions answers, double[] labels)
    {
        if (interval is null || answers is not { Lows: { } lows, Highs: { } highs } || labels.Length == 0)
        {
            return [];
        }

        var held = labels.Where((label, row) => label >= lows[row] && label <= highs[row]).Count();
        var width = highs.Zip(lows, (high, low) => (high - low) / labels.Length).Sum();
        return [ForecastNotes.IntervalHeld(interval.Share, labels.Length, held / (double)labels.Length, width)];
    }
}

/// <summary>How a candidate did.</summary>
/// <param name="Report">On the test rows.</param>
/// <param name="Judgement">What the gates judge by: the same, or all rows where test rows are few.</param>
/// <param name="Naive">Against the seasonal naive forecast, series by series; null for other tasks.</param>
/// <param name="Insight">What the model looks at; null where nothing was asked.</param>
/// <param name="Notes">What a reader of the metrics should know.</param>
internal sealed record CandidateResult(
    EvaluationReport Report,
    Judgement Judgement,
    NaiveComparison? Naive,
    ModelInsight? Insight,
    IReadOnlyList<Note> Notes
)
{
    /// <summary>What the answers to the test rows look like; null for forecasts.</summary>
    public DataProfile? AnswerProfile { get; init; }
}
