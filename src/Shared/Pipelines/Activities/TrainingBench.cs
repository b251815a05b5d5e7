using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Data sets laid out for training. Everything on it follows from the data set and the definition, so each activity can lay it out anew on any machine;
/// within one process the last one is kept, because a run asks for it once a trial.
/// </summary>
internal sealed class TrainingBench(PipelineServices services)
{
    private readonly Lock _gate = new();
    private (string Key, Lazy<Task<PreparedData>> Data)? _last;

    public Task<PreparedData> PrepareAsync(TrainingJob job, CancellationToken cancellation)
    {
        var key = $"{job.Dataset}.{job.Definition}";
        lock (_gate)
        {
            if (_last is not { } last || last.Key != key || last.Data is { IsValueCreated: true, Value.IsCompletedSuccessfully: false, Value.IsCompleted: true })
            {
                _last = (key, new(() => LoadAsync(job, cancellation)));
            }

            return _last.Value.Data.Value;
        }
    }

    private async Task<PreparedData> LoadAsync(TrainingJob job, CancellationToken cancellation)
    {
        var definition = await services.Definitions.ReadAsync(job.Definition, cancellation);
        var dataset = await services.Datasets.DescribeAsync(job.Model, job.Dataset, cancellation);
        var frame = await services.Artifacts.ReadAsync(job.Dataset, FrameFile.Read, cancellation);
        return new(dataset, definition, frame, services.Settings.Threads);
    }
}

/// <summary>One data set under one definition: split, labelled, and encoded as each trainer wants it.</summary>
internal sealed class PreparedData
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FeatureEncoding, (FeaturePlan Plan, TrainingSet Training, TrainingSet Validation)> _search = [];
    private readonly int _threads;

    public PreparedData(DatasetVersion dataset, ModelDefinition definition, DataFrame frame, int threads)
    {
        (Dataset, Definition, Frame, _threads) = (dataset, definition, frame, threads);
        Labels = dataset.Label is { } label ? LabelEncoder.Encode(frame, label, dataset.Task) : new([], new double[frame.RowCount]);
        Split = DataSplit.Make(frame, Schema, definition);
        Weights = Schema.FirstOrDefault(column => column.Role == ColumnRole.Weight) is { } weight ? WeightsIn(frame, weight.Name) : null;
    }

    public DatasetVersion Dataset { get; }

    public ModelDefinition Definition { get; }

    public DataFrame Frame { get; }

    public IReadOnlyList<ColumnSchema> Schema => Dataset.Schema;

    public EncodedLabels Labels { get; }

    public SplitRows Split { get; }

    public double[]? Weights { get; }

    /// <summary>Anomalies are looked for and none is labelled.</summary>
    public bool IsReferenceNeeded => Dataset is { Task: ModelTask.Anomaly, Label: null };

    public string Metric => Definition.Training.Metric ?? DefaultMetric.For(Dataset.Task);

    /// <summary>Training and validation rows, under a plan fitted on the training rows.</summary>
    public (FeaturePlan Plan, TrainingSet Training, TrainingSet Validation) ForSearch(FeatureEncoding encoding)
    {
        lock (_gate)
        {
            if (!_search.TryGetValue(encoding, out var sets))
            {
                var plan = Fit(encoding, Split.Training);
                var (rows, labels) = HeldOut(Split.Validation);
                sets = (plan, Encode(plan, Split.Training), new(plan.Encode(rows, threads: _threads), labels, Labels.Classes.Count, WeightsOf(Split.Validation, rows.RowCount)));
                _search.Add(encoding, sets);
            }

            return sets;
        }
    }

    /// <summary>Rows to measure on, with their labels. Where anomalies are looked for and none is labelled, <see cref="ReferenceRows"/> follow as the rows to be found.</summary>
    public (DataFrame Rows, double[] Labels) HeldOut(int[] rows)
    {
        var frame = new DataFrame([.. Frame.Columns.Select(column => column.Take(rows))], rows.Length);
        if (!IsReferenceNeeded)
        {
            return (frame, Array.ConvertAll(rows, row => Labels.Values[row]));
        }

        return (ReferenceRows.Follow(frame, Definition.Training.Seed), [.. new double[rows.Length], .. Enumerable.Repeat(1.0, rows.Length)]);
    }

    /// <summary>All rows but the test's, under a plan fitted on them.</summary>
    public (FeaturePlan Plan, TrainingSet Training) ForFinal(FeatureEncoding encoding)
    {
        int[] rows = [.. Split.Training, .. Split.Validation];
        Array.Sort(rows);
        var plan = Fit(encoding, rows);
        return (plan, Encode(plan, rows));
    }

    private FeaturePlan Fit(FeatureEncoding encoding, int[] rows) => FeaturePlan.Fit(Frame, Schema, rows, Definition.Features, encoding);

    private TrainingSet Encode(FeaturePlan plan, int[] rows) => new(
        plan.Encode(Frame, rows, _threads),
        Array.ConvertAll(rows, row => Labels.Values[row]),
        Labels.Classes.Count,
        WeightsOf(rows, rows.Length));

    /// <summary>The trainers check weights too; only here is it known which column they came from.</summary>
    private double[] WeightsIn(DataFrame frame, string column)
    {
        var weights = ((NumberColumn)frame.Find(column)!).Values;
        return Split.Training.Any(row => weights[row] > 0) ? weights : throw new ProblemException(new(
            "There are no rows to train on", "no training row with a weight above zero", "at least one", $"column '{column}', which has the role weight", "check its values, or give it another role"));
    }

    /// <summary>The weights of these rows, and 1 for each that was added to them; null where all rows count alike.</summary>
    private double[]? WeightsOf(int[] rows, int count) => Weights is null ? null : [.. rows.Select(row => Weights[row]), .. Enumerable.Repeat(1.0, count - rows.Length)];
}
