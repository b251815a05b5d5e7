namespace MLOpsFunctions.Evaluation;

/// <summary>How one model did on one set of held-out rows.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="Metrics">By name: the value with its 95% bootstrap interval.</param>
/// <param name="Slices">The same for parts of the rows, worst first.</param>
public sealed record EvaluationReport(int Rows, IReadOnlyDictionary<string, MetricValue> Metrics, IReadOnlyList<SliceReport> Slices)
{
    /// <summary>
    /// How well each class was predicted, in the order of the classes; null if answers are not classes, and in reports
    /// that are older than this property.
    /// </summary>
    public IReadOnlyList<ClassReport>? Classes { get; init; }

    /// <summary>
    /// What was true of rows with similar answers; null for groups and anomalies, and in reports that are older than this property.
    /// </summary>
    public IReadOnlyList<AnswerBin>? Answers { get; init; }

    /// <summary>The same with the rows of each class that the model learned from.</summary>
    /// <param name="classes">The classes that the labels count.</param>
    /// <param name="learned">The labels of those rows: indexes of classes.</param>
    internal EvaluationReport WithLearned(IReadOnlyList<string> classes, IEnumerable<double> learned)
    {
        var rows = learned
            .Where(label => label >= 0 && label < classes.Count)
            .CountBy(label => classes[(int)label])
            .ToDictionary(StringComparer.Ordinal);
        return this with { Classes = Classes?.Select(report => report with { Learned = rows.GetValueOrDefault(report.Class) }).ToList() };
    }

    /// <summary>The values of the metrics that are defined on these rows, by name.</summary>
    internal Dictionary<string, double> DefinedMetrics() =>
        Metrics.Where(metric => double.IsFinite(metric.Value.Value)).ToDictionary(metric => metric.Key, metric => metric.Value.Value);
}

/// <summary>A metric's value. NaN where it is not defined on these rows, e.g. an AUC of one class.</summary>
/// <param name="Value">The value on all rows.</param>
/// <param name="Low">Lower end of the 95% interval.</param>
/// <param name="High">Upper end of the 95% interval.</param>
public sealed record MetricValue(double Value, double Low, double High);

/// <summary>How a model did on the rows of one slice.</summary>
/// <param name="Column">The column that cuts the slice.</param>
/// <param name="Level">Its value or range.</param>
/// <param name="Rows">Rows in the slice.</param>
/// <param name="Metric">The metric that is reported.</param>
/// <param name="Value">Its value on the slice.</param>
public sealed record SliceReport(string Column, string Level, int Rows, string Metric, double Value);

/// <summary>
/// Two models on the same rows: by metric, the candidate's gain over the other (positive is better, whatever the
/// metric's direction) with its 95% paired-bootstrap interval.
/// </summary>
/// <param name="Rows">Rows scored by both.</param>
/// <param name="Other">The other's metrics on these rows.</param>
/// <param name="Gains">By metric name.</param>
public sealed record PairedComparison(int Rows, IReadOnlyDictionary<string, double> Other, IReadOnlyDictionary<string, MetricValue> Gains)
{
    /// <summary>The candidate's metrics, where they were not measured on the test rows; null: those of its report.</summary>
    public IReadOnlyDictionary<string, double>? Own { get; init; }
}
