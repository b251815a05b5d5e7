using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>Rows that have nothing to do with each other. Of few, each part is held out while the others teach.</summary>
internal sealed class PreparedTable : PreparedData
{
    private readonly FoldCache<EncodedFold> _folds;

    public PreparedTable(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads)
        : base(dataset, definition, frame, threads) =>
        _folds = new(encoding =>
            Split.Folds.Count > 0
                ? [.. Split.Folds.Select(fold => HoldOut(encoding, fold.Training, fold.Validation))]
                : [HoldOut(encoding, Split.Training, Split.Validation)]
        );

    public override IReadOnlyList<ColumnSchema> Signature =>
        [.. Schema.Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time)];

    /// <inheritdoc/>
    /// <remarks>Where anomalies are looked for and none is labelled, those to be found are the made-up rows.</remarks>
    public override double[] TestLabels => WithBackground(Split.Test, base.TestLabels);

    protected override bool HasMoreToJudge => Split.Folds.Count > 0;

    /// <summary>Training and validation rows, under a plan fitted on the training rows; of few rows, part by part.</summary>
    public IReadOnlyList<EncodedFold> FoldsOf(FeatureEncoding encoding) => _folds.Of(Needed(encoding));

    /// <summary>Whether a text is read for its words.</summary>
    public bool HasProse => Schema.Any(column => column is { Role: ColumnRole.Feature, Text: TextKind.Prose });

    public override bool CanBeAnsweredBy(TrainedModel version) => version.Task == Dataset.Task;

    public override DataFrame TestRowsFor(TrainedModel model) => RowsOf(Split.Test);

    public override RefittedAnswers CreateRefittedAnswers(TrainerSet trainers, CancellationToken cancellation) =>
        new FoldAnswers(this, trainers, cancellation);

    public override Note NoteOnMoreRows(int rows) => EvaluationNotes.AllRowsJudge(rows, Split.Test.Length);

    protected override Trial MeasureHeldOut(ITrainer trainer, Trial trial, TrainerParameters parameters, TrainingContext context)
    {
        var held = HeldOutScores.Make(trainer, trial, parameters, FoldsOf(trainer.Encoding), context);
        return Judge(trial, held.Scores, held.Labels, held.Truth, held.Features) with
        {
            Fitted = held.Fitted,
            Notes = held.Notes,
            HeldOut = held.Scores,
        };
    }

    /// <summary>A trial with its scores of the held-out rows, measured.</summary>
    public Trial Judge(Trial trial, double[] scores)
    {
        var labels = LabelsOf(HeldOutRows);
        return Judge(trial, scores, labels, labels, features: null) with { Fitted = trial.Parameters };
    }

    private Trial Judge(Trial trial, double[] scores, double[] labels, double[] truth, FeatureMatrix? features)
    {
        var task = Dataset.Task;
        var rule = DecisionRule.Fit(task, Labels.Classes, Definition.Training.Threshold, scores, labels, Split.ValidationInTime);
        var predictions = ToMeasure(Predictions.FromScores(task, Labels.Classes, scores), HeldOutRows);
        if (rule?.Rule is { Threshold: not null } chosen)
        {
            // Classes as they will be answered, to compare candidates by.
            predictions = predictions with
            {
                Values = chosen.Read(task, Labels.Classes, (double[])scores.Clone()).Values,
            };
        }

        // Probabilities as they will be answered, each row by a calibration that has not seen it.
        var calibrated = rule?.HeldOut is { } probabilities
            ? predictions with
            {
                Probabilities = Predictions.FromScores(task, Labels.Classes, probabilities).Probabilities,
            }
            : predictions;
        var metrics = Metrics.ToDictionary(
            metric => metric,
            metric =>
                Evaluator.Measure(metric, metric is MetricNames.LogLoss or MetricNames.Brier ? calibrated : predictions, truth, features)
        );
        return trial with { Value = metrics[SearchMetric], Metrics = metrics, Rule = rule };
    }

    protected override FittingRows Fit(FeatureEncoding encoding, int[] rows, bool words)
    {
        var plan = FeaturePlan.Fit(
            Frame,
            Schema,
            rows,
            Definition.Features,
            Needed(encoding),
            outputs: Labels.Classes.Count > 2 ? Labels.Classes.Count : 1
        );
        var learned = new TrainingSet(
            plan.Encode(Frame, rows, Threads),
            LabelsOf(rows),
            Labels.Classes.Count,
            WeightsOf(rows, rows.Length)
        );
        if (
            words
            && encoding == FeatureEncoding.Native
            && Dataset.Task is (ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression)
        )
        {
            (plan, learned) = new TextTargetEncodingFitter(
                Frame,
                rows,
                new(Dataset.Task, Definition.Training.Seed, Threads) { Label = Dataset.Label }
            ).Add(plan, learned);
        }

        return new(plan, learned, Series: null);
    }

    public int[] HeldOutRows => Split.Folds.Count > 0 ? [.. Split.Folds.SelectMany(fold => fold.Validation)] : Split.Validation;

    private EncodedFold HoldOut(FeatureEncoding encoding, int[] rows, int[] held)
    {
        var (plan, training, _) = Fit(encoding, rows, words: true);
        var (frame, truth) = (RowsOf(held), WithBackground(held, LabelsOf(held)));
        return new(
            plan,
            training,
            new(plan.Encode(frame, threads: Threads), truth, Labels.Classes.Count, WeightsOf(held, frame.RowCount)),
            truth
        );
    }

    /// <summary>
    /// Rows to measure on. Where anomalies are looked for and none is labelled, <see cref="BackgroundSample"/> follow.
    /// </summary>
    private DataFrame RowsOf(int[] rows) =>
        IsReferenceNeeded ? BackgroundSample.Follow(Frame.Take(rows), Definition.Training.Seed) : Frame.Take(rows);

    private double[] WithBackground(int[] rows, double[] labels) =>
        IsReferenceNeeded ? [.. new double[rows.Length], .. Enumerable.Repeat(1.0, rows.Length)] : labels;
}
