using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// Checks a definition's training part against the data set: its columns, classes and labels are known only here.
/// </summary>
internal static class TrainingRequirements
{
    /// <summary>Refuses what the data set does not support.</summary>
    /// <exception cref="ProblemException">A column with a direction is no number feature, a weighted class has no rows,
    /// or a label is below what the objective allows.</exception>
    public static void Check(TrainingDefinition training, DatasetVersion dataset, EncodedLabels labels)
    {
        CheckMonotone(training, dataset);
        CheckLabels(training, dataset, labels);
        if (training.ClassWeights.Count > 0 && labels.Classes.Count == 0)
        {
            throw new ProblemException(
                new(
                    "Class weights are for classes",
                    $"the task {dataset.Task.JsonName()}",
                    "the task binary or multiclass, or no class weights",
                    "training.classWeights",
                    "leave them out"
                )
            );
        }

        foreach (var name in training.ClassWeights.Keys.Where(name => !labels.Classes.Contains(name)))
        {
            throw new ProblemException(
                new(
                    $"There is no class '{name}' to weigh",
                    "a name that is no value of the label",
                    $"one of {string.Join(", ", labels.Classes.Take(20))}",
                    $"training.classWeights; column '{dataset.Label}'",
                    DidYouMean.Sentence(name, labels.Classes)
                )
            );
        }
    }

    /// <summary>Refuses settings that another task has than the data set's.</summary>
    /// <exception cref="ProblemException">There is one.</exception>
    public static void CheckTask(TrainingDefinition training, ModelTask task)
    {
        Check(training.Threshold is null, "A threshold is for two classes", ModelTask.Binary, "training.threshold");
        Check(training.Contamination is null, "A contamination is for anomalies", ModelTask.Anomaly, "training.contamination");
        Check(training.Clusters is null, "A number of clusters is for clusters", ModelTask.Clustering, "training.clusters");

        void Check(bool isAbsent, string title, ModelTask wanted, string where)
        {
            if (!isAbsent && task != wanted)
            {
                throw new ProblemException(
                    new(title, $"the task {task.JsonName()}", $"the task {wanted.JsonName()}", where, "leave it out")
                );
            }
        }
    }

    /// <summary>
    /// Refuses metrics that the rows cannot be measured by. For anomalies that depends on the rows: they are measured by
    /// labels, or against made-up rows.
    /// </summary>
    /// <exception cref="ProblemException">There is one.</exception>
    public static void CheckMetrics(PreparedData data)
    {
        var asked = data.Gates.Select(gate => gate.Metric).Append(data.Metric);
        if (asked.FirstOrDefault(metric => MetricNames.Fits(metric, data.Dataset.Task) && !data.Metrics.Contains(metric)) is { } metric)
        {
            throw new ProblemException(
                new(
                    $"{metric} cannot be measured {(data.IsLabelled ? "where rows are labelled" : "without labelled rows")}",
                    metric,
                    string.Join(", ", data.Metrics),
                    "training.metric and gates",
                    data.IsLabelled ? null : "name the column that says which rows are anomalies as the label, where there is one"
                )
            );
        }
    }

    /// <summary>The weight of each row: by its column, by its class, or by both; null if all have the same weight.</summary>
    public static double[]? Weigh(double[]? weights, EncodedLabels labels, IReadOnlyDictionary<string, double> byClass)
    {
        if (byClass.Count == 0)
        {
            return weights;
        }

        var factors = labels.Classes.Select(name => byClass.GetValueOrDefault(name, 1)).ToArray();
        return [.. labels.Values.Select((label, row) => (weights?[row] ?? 1) * factors[(int)label])];
    }

    private static void CheckMonotone(TrainingDefinition training, DatasetVersion dataset)
    {
        if (training.Monotone.Count > 0 && dataset.Task is not (ModelTask.Binary or ModelTask.Regression))
        {
            throw new ProblemException(
                new(
                    "A direction is for numbers and for two classes",
                    $"the task {dataset.Task.JsonName()}",
                    "no direction, or the task regression or binary",
                    "training.monotone"
                )
            );
        }

        foreach (var name in training.Monotone.Keys)
        {
            var column = dataset.Schema.FirstOrDefault(column => column.Name == name);
            if (column is not { Role: ColumnRole.Feature, Type: ColumnType.Number })
            {
                throw new ProblemException(
                    new(
                        $"Column '{name}' can have no direction",
                        column is null ? "no such column"
                            : column.Role == ColumnRole.Feature ? $"type {column.Type.JsonName()}"
                            : $"role {column.Role.JsonName()}",
                        "a feature that holds numbers",
                        "training.monotone",
                        column is null ? DidYouMean.Sentence(name, dataset.Schema.Select(other => other.Name)) : null
                    )
                );
            }
        }
    }

    private static void CheckLabels(TrainingDefinition training, DatasetVersion dataset, EncodedLabels labels)
    {
        if (training.Objective is "poisson" or "tweedie" && Array.FindIndex(labels.Values, label => label < 0) is >= 0 and var row)
        {
            throw new ProblemException(
                new(
                    $"The objective {training.Objective} is for labels of zero or more",
                    labels.Values[row].ToString("R", CultureInfo.InvariantCulture),
                    "0 or more",
                    $"column '{dataset.Label}'; training.objective",
                    "choose the objective squared or absolute, or expect the column to be at least 0, which sets such rows aside"
                )
            );
        }
    }
}
