using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Metrics;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>Compares predictions with the truth. Rows count by their weight where they have one.</summary>
public static class Evaluator
{
    /// <summary>Most slices in a report: a reader looks at the worst few.</summary>
    private const int MaxSlices = 20;

    /// <summary>Most columns that are sliced; in wide tables the slices of later columns would be noise.</summary>
    private const int MaxColumns = 50;

    /// <summary>Rows that a slice must have; with fewer its metric is mostly chance.</summary>
    private const int MinSliceRows = 30;

    /// <summary>
    /// Share of all rows that a slice must have; smaller ones look bad by chance if there are hundreds of slices.
    /// </summary>
    private const double MinSliceShare = 0.005;

    /// <summary>One metric on all rows.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="predictions">The model's predictions.</param>
    /// <param name="labels">The number, or the index of the class, for each row; not used for groups.</param>
    /// <param name="features">The rows in the dense form; used for groups only.</param>
    /// <returns>The value; NaN where the metric is not defined for the task or on these rows.</returns>
    public static double Measure(string metric, Predictions predictions, double[] labels, FeatureMatrix? features = null)
    {
        var once = new byte[predictions.RowCount];
        Array.Fill(once, (byte)1);
        return MetricSamples.Of(metric, predictions, labels, features, seed: 0).Value(once);
    }

    /// <summary>
    /// All metrics of the task with 95% intervals, and the metric that chooses on slices of the rows, worst first.
    /// </summary>
    /// <param name="predictions">The model's predictions.</param>
    /// <param name="labels">The number, or the index of the class, for each row; not used for groups.</param>
    /// <param name="rows">The rows, for the slices.</param>
    /// <param name="schema">Their columns; features, groups and times cut slices.</param>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="features">The rows in the dense form; used for groups only.</param>
    /// <param name="isLabelled">Whether somebody labelled the rows. It matters for anomalies only; without labels they
    /// are compared with made-up rows.</param>
    public static EvaluationReport Evaluate(
        Predictions predictions,
        double[] labels,
        DataFrame rows,
        IReadOnlyList<ColumnSchema> schema,
        string metric,
        int seed,
        int threads = 1,
        FeatureMatrix? features = null,
        bool isLabelled = true
    )
    {
        var names = MetricNames.For(predictions.Task, isLabelled);
        var samples = names.ToDictionary(name => name, name => MetricSamples.Of(name, predictions, labels, features, seed));
        var values = Bootstrap.Intervals(
            [.. names.Select(name => (Bootstrap.Statistic)samples[name].Value)],
            predictions.RowCount,
            seed,
            threads
        );
        var slices = samples.TryGetValue(metric, out var chosen) ? Slices(chosen, rows, schema, metric) : [];
        return new(predictions.RowCount, Join(names, values), slices)
        {
            Classes = ClassReport.Of(predictions, labels),
            Answers = AnswerBin.Of(predictions, labels),
        };
    }

    /// <summary>
    /// How much better one model is than another on the same rows, by every metric of the task; both are resampled
    /// together.
    /// </summary>
    /// <param name="candidate">The candidate's predictions.</param>
    /// <param name="other">The other model's predictions of the same rows and classes.</param>
    /// <param name="labels">The number, or the index of the class, for each row; not used for groups.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="features">The rows in the dense form; used for groups only.</param>
    /// <param name="isLabelled">Whether somebody labelled the rows. It matters for anomalies only; without labels they
    /// are compared with made-up rows.</param>
    public static PairedComparison Compare(
        Predictions candidate,
        Predictions other,
        double[] labels,
        int seed,
        int threads = 1,
        FeatureMatrix? features = null,
        bool isLabelled = true
    )
    {
        var names = MetricNames.For(candidate.Task, isLabelled);
        var others = names.Select(name => MetricSamples.Of(name, Like(other, candidate), labels, features, seed)).ToArray();
        var statistics = names.Select(
            (name, i) =>
            {
                var own = MetricSamples.Of(name, candidate, labels, features, seed);
                var sign = MetricNames.HigherIsBetter(name) ? 1 : -1;
                return (Bootstrap.Statistic)(counts => sign * (own.Value(counts) - others[i].Value(counts)));
            }
        );
        var once = new byte[candidate.RowCount];
        Array.Fill(once, (byte)1);
        return new(
            candidate.RowCount,
            names.Zip(others).ToDictionary(pair => pair.First, pair => pair.Second.Value(once)),
            Join(names, Bootstrap.Intervals([.. statistics], candidate.RowCount, seed, threads))
        );
    }

    /// <summary>Answers that are measured as others are.</summary>
    internal static Predictions Like(Predictions answers, Predictions measured) =>
        answers with
        {
            Quantile = measured.Quantile,
            Units = measured.Units,
            Weights = measured.Weights,
        };

    private static Dictionary<string, MetricValue> Join(IReadOnlyList<string> names, MetricValue[] values) =>
        names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);

    private static IReadOnlyList<SliceReport> Slices(MetricSample sample, DataFrame rows, IReadOnlyList<ColumnSchema> schema, string metric)
    {
        var least = Math.Max(MinSliceRows, MinSliceShare * rows.RowCount);
        var reports = schema
            .Where(column => column.Role is ColumnRole.Feature or ColumnRole.Group or ColumnRole.Time)
            .Take(MaxColumns)
            .Select(column => rows.Find(column.Name))
            .OfType<DataColumn>()
            .SelectMany(column =>
            {
                var slices = RowSlices.Of(column);
                var values = sample.ByPart(slices.Parts, slices.Sizes.Count);
                return values.Select((value, part) => new SliceReport(column.Name, slices.Names[part], slices.Sizes[part], metric, value));
            })
            .Where(slice => slice.Rows >= least && !double.IsNaN(slice.Value));
        return
        [
            .. (
                MetricNames.HigherIsBetter(metric) ? reports.OrderBy(slice => slice.Value) : reports.OrderByDescending(slice => slice.Value)
            ).Take(MaxSlices),
        ];
    }
}
