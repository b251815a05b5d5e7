using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// One data set under one definition: split, labelled, and encoded as each trainer wants it. Rows that have nothing to
/// do with each other are a <see cref="PreparedTable"/>, those of a forecast a <see cref="PreparedSeries"/>.
/// </summary>
internal abstract class PreparedData
{
    /// <summary>
    /// Test rows below which other rows judge too, where they were dealt into parts or came before: an interval of as
    /// many is too wide to tell a good model from none.
    /// </summary>
    internal const int TooFewToJudge = 50;

    /// <summary>Test rows below which one row more or less may turn a verdict.</summary>
    private const int FewTestRows = 20;

    private readonly Lazy<bool> _needsRanks;

    /// <summary>What the column of weights says; null where there is none.</summary>
    private readonly double[]? _rowWeights;

    private protected PreparedData(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads)
    {
        (Dataset, Definition, Frame, Threads) = (dataset, definition, frame, threads);
        Labels = dataset.Label is { } label ? LabelEncoder.Encode(frame, label, dataset.Task) : new([], new double[frame.RowCount]);
        Split = DataSplit.Make(frame, Schema, definition);
        _needsRanks = new(() => FeaturePlan.NeedsRanks(Frame, Schema, Split.Training));
        TrainingRequirements.Check(definition.Training, dataset, Labels);
        _rowWeights = Schema.FirstOrDefault(column => column.Role == ColumnRole.Weight) is { } weight
            ? WeightsIn(frame, weight.Name)
            : null;
        Weights = TrainingRequirements.Weigh(_rowWeights, Labels, definition.Training.ClassWeights);
    }

    /// <summary>Prepares a data set as its task needs it.</summary>
    /// <param name="dataset">The data set's description.</param>
    /// <param name="definition">The definition, complete.</param>
    /// <param name="frame">All its rows.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <exception cref="ProblemException">The rows do not suffice for the definition.</exception>
    public static PreparedData Make(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads) =>
        dataset.Task == ModelTask.Forecast
            ? new PreparedSeries(dataset, definition, frame, threads)
            : new PreparedTable(dataset, definition, frame, threads);

    public DatasetVersion Dataset { get; }

    public ModelDefinition Definition { get; }

    public DataFrame Frame { get; }

    public IReadOnlyList<ColumnSchema> Schema => Dataset.Schema;

    public EncodedLabels Labels { get; }

    public SplitRows Split { get; }

    /// <summary>Threads to use; never changes the result.</summary>
    public int Threads { get; }

    /// <summary>The weight of each row; null where all count alike.</summary>
    protected double[]? Weights { get; }

    /// <summary>What a reader of the run should know of how its rows are used.</summary>
    public IEnumerable<Note> Notes =>
        [
            .. Split.Notes,
            .. OwnNotes,
            .. Split.Test.Length < FewTestRows && !AllRowsJudge ? [EvaluationNotes.FewTestRows(Split.Test.Length)] : (Note[])[],
        ];

    /// <summary>The test rows are so few that other rows judge too: part by part, or of a forecast by earlier stretches.</summary>
    public bool AllRowsJudge => Split.Test.Length < TooFewToJudge && HasMoreToJudge;

    /// <summary>Anomalies are looked for and none is labelled.</summary>
    public bool IsReferenceNeeded => Dataset is { Task: ModelTask.Anomaly, Label: null };

    /// <summary>The quantile that is predicted.</summary>
    public double Quantile => Definition.Training.Quantile ?? Predictions.Median;

    /// <summary>The metric of the gates and of every report.</summary>
    public virtual string Metric => DefaultMetric.Of(Definition, Dataset.Task, IsLabelled);

    /// <summary>The metric that chooses among candidates.</summary>
    public string SearchMetric => DefaultMetric.ToChoose(Definition, Dataset.Task, Metric);

    public IReadOnlyList<string> Metrics => MetricNames.For(Dataset.Task, IsLabelled);

    public IReadOnlyList<GateDefinition> Gates => DefaultGates.InForce(Definition, Dataset.Task, IsLabelled, Metric);

    public bool IsLabelled => Dataset.Label is not null;

    /// <summary>
    /// Whether what has been judged learns the held-out rows too, to serve. Only labels that are learned tell that it
    /// got no worse by that.
    /// </summary>
    public bool IsRefit => Definition.Training.Refit && IsLabelled && Dataset.Task is not (ModelTask.Anomaly or ModelTask.Clustering);

    /// <summary>The columns that a model takes.</summary>
    public abstract IReadOnlyList<ColumnSchema> Signature { get; }

    /// <summary>The labels of the rows that <see cref="TestRowsFor"/> gives.</summary>
    public virtual double[] TestLabels => LabelsOf(Split.Test);

    /// <summary>The loss where the definition declares none; null: the trainer's own.</summary>
    protected virtual string? DefaultObjective => null;

    /// <summary>The loss for a number; null: the trainer's own.</summary>
    protected string? Objective => Definition.Training.Objective ?? DefaultObjective;

    /// <summary>What a reader should know of these rows in particular.</summary>
    protected virtual IEnumerable<Note> OwnNotes => [];

    /// <summary>Whether there are rows besides the test rows that can judge.</summary>
    protected abstract bool HasMoreToJudge { get; }

    /// <summary>The settings of a training on these rows.</summary>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="cancellation">Ends the training.</param>
    public TrainingContext ContextOf(int threads, CancellationToken cancellation) =>
        new(Dataset.Task, Definition.Training.Seed, threads, Objective, cancellation) { Label = Dataset.Label };

    /// <summary>Trains a candidate on the training rows and measures it on the validation rows.</summary>
    /// <param name="trial">The proposal.</param>
    /// <param name="parameters">Its parameters, with those that the definition declares.</param>
    /// <param name="context">The settings of the training.</param>
    /// <returns>The trial with its result. What one trainer refuses others may learn, so a refusal is a result.</returns>
    public Trial Measure(ITrainer trainer, Trial trial, TrainerParameters parameters, TrainingContext context)
    {
        try
        {
            return MeasureHeldOut(trainer, trial, parameters, context);
        }
        catch (ProblemException refusal)
        {
            return trial with { Value = double.NaN, Refusal = refusal.Problem };
        }
    }

    /// <summary>All rows but the test's, under a plan fitted on them.</summary>
    /// <param name="encoding">The form wanted.</param>
    /// <param name="words">Whether words are to be scored for who takes no n-grams; what answers without looking needs
    /// no such scores.</param>
    public FittingRows ForFinal(FeatureEncoding encoding, bool words = true) =>
        Fit(encoding, Sorted([.. Split.Training, .. Split.Validation]), words);

    /// <summary>All rows, under a plan fitted on them.</summary>
    /// <param name="encoding">The form wanted.</param>
    public FittingRows ForServing(FeatureEncoding encoding) =>
        Fit(encoding, Sorted([.. Split.Training, .. Split.Validation, .. Split.Test]), words: true);

    /// <summary>Whether a version, perhaps learned from other data, can answer the test rows.</summary>
    public abstract bool CanBeAnsweredBy(TrainedModel version);

    /// <summary>The test rows as a model takes them.</summary>
    /// <param name="model">One that can answer them: <see cref="CanBeAnsweredBy"/>.</param>
    public abstract DataFrame TestRowsFor(TrainedModel model);

    /// <summary>What answers more rows than the test rows, where <see cref="AllRowsJudge"/>.</summary>
    /// <param name="trainers">The trainers that there are.</param>
    /// <param name="cancellation">Ends the training.</param>
    public abstract RefittedAnswers CreateRefittedAnswers(TrainerSet trainers, CancellationToken cancellation);

    /// <summary>Says that more rows judge than the test rows.</summary>
    /// <param name="rows">All rows that judge.</param>
    public abstract Note NoteOnMoreRows(int rows);

    /// <summary>The winner with how far off its answers usually are, where that is known of held-out rows.</summary>
    /// <param name="model">The winner, learned from all but the test rows.</param>
    /// <param name="parameters">The trainer's parameters.</param>
    /// <param name="context">The settings of the training.</param>
    public virtual TrainedModel WithInterval(TrainedModel model, ITrainer trainer, TrainerParameters parameters, TrainingContext context) =>
        model;

    /// <summary>The model that serves with how far off the judged one's answers are, lately too.</summary>
    /// <param name="model">What has learned all rows.</param>
    /// <param name="judged">What had not learned the test rows.</param>
    /// <param name="trainer">The trainer of both.</param>
    /// <param name="parameters">The trainer's parameters.</param>
    /// <param name="context">The settings of the training.</param>
    public virtual TrainedModel WithRecentInterval(
        TrainedModel model,
        TrainedModel judged,
        ITrainer trainer,
        TrainerParameters parameters,
        TrainingContext context
    ) => model;

    /// <summary>Answers with what errors in them are measured in.</summary>
    /// <param name="rows">The row of each.</param>
    public virtual Predictions ToMeasure(Predictions answers, int[] rows) =>
        answers with
        {
            Quantile = Quantile,
            Weights = _rowWeights is null || answers.RowCount != rows.Length ? null : Counting(_rowWeights, rows),
        };

    /// <summary>How the answers to the test rows compare with the seasonal naive forecast, series by series.</summary>
    /// <param name="test">The test rows, as the model takes them.</param>
    /// <param name="answers">The model's answers.</param>
    /// <returns>The comparison; null for other tasks than forecasts of several series.</returns>
    public virtual NaiveComparison? AgainstNaive(DataFrame test, Predictions answers) => null;

    /// <summary>The labels of these rows.</summary>
    public double[] LabelsOf(int[] rows) => Array.ConvertAll(rows, row => Labels.Values[row]);

    /// <summary>Trains and measures.</summary>
    /// <exception cref="ProblemException">The trainer refuses the rows.</exception>
    protected abstract Trial MeasureHeldOut(ITrainer trainer, Trial trial, TrainerParameters parameters, TrainingContext context);

    /// <summary>Rows to learn from, under a plan fitted on them.</summary>
    protected abstract FittingRows Fit(FeatureEncoding encoding, int[] rows, bool words);

    /// <summary>The weights of these rows, and 1 for each that was added to them; null where all rows count alike.</summary>
    protected double[]? WeightsOf(int[] rows, int count) =>
        Weights is null ? null : [.. rows.Select(row => Weights[row]), .. Enumerable.Repeat(1.0, count - rows.Length)];

    /// <summary>Where no column needs ranks, trees share the dense rows of other models.</summary>
    protected FeatureEncoding Needed(FeatureEncoding encoding) =>
        encoding == FeatureEncoding.DenseRanked && !_needsRanks.Value ? FeatureEncoding.Dense : encoding;

    /// <summary>In units of the largest weight, so that sums stay finite; what is no weight does not count.</summary>
    private static double[] Counting(double[] weights, int[] rows)
    {
        var own = Array.ConvertAll(rows, row => weights[row] is >= 0 and <= double.MaxValue ? weights[row] : 0);
        var largest = own.DefaultIfEmpty(0).Max();
        return largest == 0 ? own : Array.ConvertAll(own, weight => weight / largest);
    }

    private static int[] Sorted(int[] rows)
    {
        Array.Sort(rows);
        return rows;
    }

    /// <summary>The trainers check weights too; only here is it known which column they came from.</summary>
    private double[] WeightsIn(DataFrame frame, string column)
    {
        var weights = ((NumberColumn)frame.Find(column)!).Values;
        return Split.Training.Any(row => weights[row] > 0)
            ? weights
            : throw new ProblemException(
                new(
                    "There are no rows to train on",
                    "no training row with a weight above zero",
                    "at least one",
                    $"column '{column}', which has the role weight",
                    "check its values, or give it another role"
                )
            );
    }
}
