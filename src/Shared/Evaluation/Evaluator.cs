using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Metrics;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Evaluation;

/// <summary>Measures predictions against what really was.</summary>
public static class Evaluator
{
    private const int MaxSlices = 20;
    private const int MinSliceRows = 30;
    private const int MaxLevels = 10;
    private const int MaxColumns = 50;

    /// <summary>One metric on all rows; NaN where it is not defined.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="predictions">What the model said.</param>
    /// <param name="labels">A number a row, or the index of the class.</param>
    public static double Measure(string metric, Predictions predictions, double[] labels)
    {
        var counts = new int[labels.Length];
        Array.Fill(counts, 1);
        return MetricSample.Of(metric, predictions, labels).Value(counts);
    }

    /// <summary>All metrics of the task with 95% intervals, and the metric that chooses on slices of the rows.</summary>
    /// <param name="predictions">What the model said.</param>
    /// <param name="labels">A number a row, or the index of the class.</param>
    /// <param name="rows">The rows, to cut slices from.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static EvaluationReport Evaluate(
        Predictions predictions, double[] labels, DataFrame rows, IReadOnlyList<ColumnSchema> schema, string metric, int seed)
    {
        var names = MetricNames.For(predictions.Task);
        var samples = names.Select(name => MetricSample.Of(name, predictions, labels)).ToList();
        var values = Bootstrap.Intervals([.. samples.Select(sample => (Func<int[], double>)(counts => sample.Value(counts)))], labels.Length, seed);
        var chosen = samples[names.ToList().IndexOf(metric)];
        var slices = schema.Where(column => column.Role is ColumnRole.Feature or ColumnRole.Group).Take(MaxColumns)
            .SelectMany(column => Slices(rows.Find(column.Name)!))
            .Where(slice => slice.Rows.Count >= MinSliceRows)
            .Select(slice => new SliceReport(slice.Column, slice.Level, slice.Rows.Count, metric, OnSlice(chosen, slice.Rows, labels.Length)))
            .Where(slice => !double.IsNaN(slice.Value));
        var ordered = MetricNames.HigherIsBetter(metric) ? slices.OrderBy(slice => slice.Value) : slices.OrderByDescending(slice => slice.Value);
        return new(labels.Length, Join(names, values), [.. ordered.Take(MaxSlices)]);
    }

    /// <summary>How much better one model is than another on the same rows, resampled together, by every metric of the task.</summary>
    public static PairedComparison Compare(Predictions candidate, Predictions other, double[] labels, int seed)
    {
        var names = MetricNames.For(candidate.Task);
        var statistics = names.Select(name =>
        {
            var (a, b) = (MetricSample.Of(name, candidate, labels), MetricSample.Of(name, other, labels));
            var sign = MetricNames.HigherIsBetter(name) ? 1 : -1;
            return (Func<int[], double>)(counts => sign * (a.Value(counts) - b.Value(counts)));
        });
        return new(
            labels.Length, names.ToDictionary(name => name, name => Measure(name, other, labels)),
            Join(names, Bootstrap.Intervals([.. statistics], labels.Length, seed)));
    }

    private static Dictionary<string, MetricValue> Join(IReadOnlyList<string> names, MetricValue[] values) =>
        names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);

    private static double OnSlice(MetricSample sample, List<int> rows, int count)
    {
        var counts = new int[count];
        rows.ForEach(row => counts[row] = 1);
        return sample.Value(counts);
    }

    private static IEnumerable<(string Column, string Level, List<int> Rows)> Slices(DataColumn column) => column switch
    {
        TextColumn text => Enumerable.Range(0, column.Length).Where(row => !column.IsMissing(row)).GroupBy(row => text[row]!)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MaxLevels).Select(group => (column.Name, group.Key, group.ToList())),
        NumberColumn number => Quarters(number),
        _ => [],
    };

    private static IEnumerable<(string Column, string Level, List<int> Rows)> Quarters(NumberColumn number)
    {
        var sorted = number.Values.Where(value => !double.IsNaN(value)).Order().ToArray();
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, 3).Select(i => sorted[i * (sorted.Length - 1) / 4]).Distinct()];
        return Enumerable.Range(0, number.Length).Where(row => !number.IsMissing(row)).GroupBy(row => edges.Count(edge => number.Values[row] > edge)).OrderBy(group => group.Key)
            .Select(group => (number.Name, Range(edges, group.Key), group.ToList()));
    }

    private static string Range(double[] edges, int quarter) =>
        quarter == 0 ? $"up to {Cells.Write(edges[0])}"
        : quarter == edges.Length ? $"above {Cells.Write(edges[^1])}"
        : $"above {Cells.Write(edges[quarter - 1])} up to {Cells.Write(edges[quarter])}";
}
