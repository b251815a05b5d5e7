using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;

namespace MLOpsFunctions.Experiments;

/// <summary>One data set under one definition: split, labelled, and encoded as each trainer wants it.</summary>
internal sealed class PreparedData
{
    /// <summary>Test rows below which one row more or less may turn a verdict.</summary>
    private const int FewTestRows = 20;

    /// <summary>
    /// Test rows below which other rows judge too, where they were dealt into parts or came before: an interval of as
    /// many is too wide to tell a good model from none.
    /// </summary>
    internal const int TooFewToJudge = 50;

    private readonly Lock _gate = new();
    private readonly Dictionary<FeatureEncoding, SearchRows> _search = [];
    private readonly int _threads;

    public PreparedData(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads)
    {
        (Dataset, Definition, Frame, _threads) = (dataset, definition, frame, threads);
        Labels = dataset.Label is { } label ? LabelEncoder.Encode(frame, label, dataset.Task) : new([], new double[frame.RowCount]);
        Split = DataSplit.Make(frame, Schema, definition);
        TrainingRequirements.Check(definition.Training, dataset, Labels);
        Weights = TrainingRequirements.Weigh(
            Schema.FirstOrDefault(column => column.Role == ColumnRole.Weight) is { } weight ? WeightsIn(frame, weight.Name) : null,
            Labels,
            definition.Training.ClassWeights
        );
        Series = dataset.Task == ModelTask.Forecast ? new(this, threads) : null;
    }

    public DatasetVersion Dataset { get; }

    public ModelDefinition Definition { get; }

    public DataFrame Frame { get; }

    public IReadOnlyList<ColumnSchema> Schema => Dataset.Schema;

    public EncodedLabels Labels { get; }

    public SplitRows Split { get; }

    public double[]? Weights { get; }

    /// <summary>The series, where a forecast is wanted.</summary>
    public SeriesData? Series { get; }

    /// <summary>What a reader of the run should know of how its rows are used.</summary>
    public IEnumerable<string> Notes =>
        [
            .. Split.Notes,
            .. Series?.Notes ?? [],
            .. Split.Test.Length < FewTestRows && !AllRowsJudge ? [FewRowsNotes.FewTestRows(Split.Test.Length)] : (string[])[],
        ];

    /// <summary>The test rows are so few that other rows judge too: part by part, or of a forecast by earlier stretches.</summary>
    public bool AllRowsJudge =>
        Split.Test.Length < TooFewToJudge && (Series is null ? Split.Folds.Count > 0 : Series.JudgedStretches.Count > 0);

    /// <summary>Anomalies are looked for and none is labelled.</summary>
    public bool IsReferenceNeeded => Dataset is { Task: ModelTask.Anomaly, Label: null };

    /// <summary>The quantile that is predicted.</summary>
    public double Quantile => Definition.Training.Quantile ?? Predictions.Median;

    public string Metric => DefaultMetric.Of(Definition, Dataset.Task, IsLabelled);

    public IReadOnlyList<string> Metrics => MetricNames.For(Dataset.Task, IsLabelled);

    public IReadOnlyList<GateDefinition> Gates => DefaultGates.InForce(Definition, Dataset.Task, IsLabelled);

    public bool IsLabelled => Dataset.Label is not null;

    /// <summary>
    /// Whether what has been judged learns the held-out rows too, to serve. Only labels that are learned tell that it
    /// got no worse by that.
    /// </summary>
    public bool IsRefit => Definition.Training.Refit && IsLabelled && Dataset.Task is not (ModelTask.Anomaly or ModelTask.Clustering);

    /// <summary>
    /// The loss for a number. What is declared; else, of a forecast that is judged by absolute errors, these: a series
    /// has days that no one could foresee, and their squares would drown the others.
    /// </summary>
    public string? Objective =>
        Definition.Training.Objective
        ?? (Series is not null && Metric is MetricNames.Mae or MetricNames.Mape or MetricNames.Pinball ? "absolute" : null);

    /// <summary>The columns that a model takes.</summary>
    public IReadOnlyList<ColumnSchema> Signature =>
        Series is { } series
            ? [.. Schema.Where(column => series.Plan.Inputs.Contains(column.Name))]
            : [.. Schema.Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time)];

    /// <summary>Training and validation rows, under a plan fitted on the training rows; of few rows, part by part.</summary>
    public SearchRows ForSearch(FeatureEncoding encoding)
    {
        lock (_gate)
        {
            if (!_search.TryGetValue(encoding, out var rows))
            {
                rows = Split.Folds.Count > 0 ? Deal(encoding) : Hold(encoding, Split.Training, Split.Validation);
                rows = rows with
                {
                    Earlier = [.. Series?.EarlierSplits().Select(split => Hold(encoding, split.Training, split.Validation)) ?? []],
                };
                _search.Add(encoding, rows);
            }

            return rows;
        }
    }

    /// <summary>
    /// Rows to measure on, with their labels. Where anomalies are looked for and none is labelled,
    /// <see cref="BackgroundSample"/> follow as the rows to be found; where a forecast is wanted, the rows bring what
    /// was known before each stretch of its horizon.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="plan">How the series run; null: as the training rows say.</param>
    public (DataFrame Rows, double[] Labels) HeldOut(int[] rows, SeriesPlan? plan = null)
    {
        var labels = Array.ConvertAll(rows, row => Labels.Values[row]);
        return Series is { } series ? (series.HeldOut(rows, plan ?? series.Plan), labels)
            : IsReferenceNeeded
                ? (
                    BackgroundSample.Follow(Frame.Take(rows), Definition.Training.Seed),
                    [.. new double[rows.Length], .. Enumerable.Repeat(1.0, rows.Length)]
                )
            : (Frame.Take(rows), labels);
    }

    /// <summary>All rows but the test's, under a plan fitted on them.</summary>
    /// <param name="encoding">The form wanted.</param>
    /// <param name="words">Whether words are to be scored for who takes no n-grams; what answers without looking needs
    /// no such scores.</param>
    public FittingRows ForFinal(FeatureEncoding encoding, bool words = true)
    {
        int[] rows = [.. Split.Training, .. Split.Validation];
        Array.Sort(rows);
        return Fit(encoding, rows, words);
    }

    /// <summary>All rows, under a plan fitted on them.</summary>
    public FittingRows ForServing(FeatureEncoding encoding)
    {
        int[] rows = [.. Split.Training, .. Split.Validation, .. Split.Test];
        Array.Sort(rows);
        return Fit(encoding, rows);
    }

    /// <summary>For a forecast, the rows up to a point in time, under a plan fitted on them.</summary>
    public FittingRows UpTo(int[] rows, FeatureEncoding encoding) => Fit(encoding, rows);

    /// <summary>Each part held out while the others teach.</summary>
    private SearchRows Deal(FeatureEncoding encoding)
    {
        SearchRows[] parts = [.. Split.Folds.Select(fold => Hold(encoding, fold.Training, fold.Validation))];
        return parts[0] with { Others = parts[1..] };
    }

    private SearchRows Hold(FeatureEncoding encoding, int[] rows, int[] held)
    {
        var (plan, training, run) = Fit(encoding, rows);
        var seen = Series?.OriginsOf(held);
        var (frame, truth) = seen is null
            ? HeldOut(held)
            : (Series!.Seen(seen, run!), Array.ConvertAll(seen.Rows, row => Labels.Values[row]));
        var scale = run?.ScaleOf(frame);
        var validation = new TrainingSet(
            plan.Encode(frame, threads: _threads),
            scale?.Normalise(truth) ?? truth,
            Labels.Classes.Count,
            WeightsOf(seen?.Rows ?? held, frame.RowCount)
        );
        return new(plan, training, validation, truth, scale) { Ahead = Series?.AheadOf(frame) ?? [], Seen = seen };
    }

    private FittingRows Fit(FeatureEncoding encoding, int[] rows, bool words = true)
    {
        if (Series is { } series)
        {
            var (recipe, training) = series.Fit(encoding, rows);
            return new(recipe, training, series.PlanOf(rows));
        }

        var plan = FeaturePlan.Fit(
            Frame,
            Schema,
            rows,
            Definition.Features,
            encoding,
            outputs: Labels.Classes.Count > 2 ? Labels.Classes.Count : 1
        );
        var learned = new TrainingSet(
            plan.Encode(Frame, rows, _threads),
            Array.ConvertAll(rows, row => Labels.Values[row]),
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
                new(Dataset.Task, Definition.Training.Seed, _threads) { Label = Dataset.Label }
            ).Add(plan, learned);
        }

        return new(plan, learned, null);
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

    /// <summary>The weights of these rows, and 1 for each that was added to them; null where all rows count alike.</summary>
    private double[]? WeightsOf(int[] rows, int count) =>
        Weights is null ? null : [.. rows.Select(row => Weights[row]), .. Enumerable.Repeat(1.0, count - rows.Length)];
}

/// <summary>What a model is learned from.</summary>
/// <param name="Plan">The recipe, fitted on the rows.</param>
/// <param name="Training">The rows.</param>
/// <param name="Series">For a forecast, how the series run.</param>
internal sealed record FittingRows(FeaturePlan Plan, TrainingSet Training, SeriesPlan? Series);

/// <summary>What a search trains and measures on.</summary>
/// <param name="Plan">The recipe, fitted on the training rows.</param>
/// <param name="Training">The training rows.</param>
/// <param name="Validation">The validation rows, their labels as trainers take them.</param>
/// <param name="Truth">The labels of the validation rows as they are.</param>
/// <param name="Scale">What a forecast's answers are counted from and in; null: they are what they are.</param>
internal sealed record SearchRows(FeaturePlan Plan, TrainingSet Training, TrainingSet Validation, double[] Truth, SeriesScale? Scale)
{
    /// <summary>For a forecast of few rows, the same of earlier points in time: training rows before each, and what came then.</summary>
    public IReadOnlyList<SearchRows> Earlier { get; init; } = [];

    /// <summary>Of few rows, the same with other parts of them held out.</summary>
    public IReadOnlyList<SearchRows> Others { get; init; } = [];

    /// <summary>
    /// For a forecast, how many steps ahead each validation row is forecast; not a number where nothing of its series
    /// was known.
    /// </summary>
    public double[] Ahead { get; init; } = [];

    /// <summary>For a forecast, when each validation row was looked at.</summary>
    public ForecastOrigins? Seen { get; init; }
}
