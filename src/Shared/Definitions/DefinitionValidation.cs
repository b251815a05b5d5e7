namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between the parts of a definition, once each part is right by itself.</summary>
internal static class DefinitionValidation
{
    /// <summary>Notes every contradiction.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="at">Finds the node of a path; the nearest existing one above it where the path was left out.</param>
    /// <param name="mistakes">Where to note.</param>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        CheckLabel(definition, at, mistakes);
        CheckRoles(definition, at, mistakes);
        CheckExpectations(definition, at, mistakes);
        CheckMetrics(definition, at, mistakes);
        CheckGates(definition, at, mistakes);
        CheckBounds(definition, at, mistakes);
        CheckThreshold(definition, at("$.training.threshold"), mistakes);
        CheckForecast(definition, at, mistakes);
        SplitValidation.Check(definition, at, mistakes);
        TrainingValidation.Check(definition, at, mistakes);
        CheckContamination(definition, at("$.training.contamination"), mistakes);
        CheckClusters(definition, at("$.training.clusters"), mistakes);
    }

    private static void CheckForecast(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition is { Task: ModelTask.Forecast, Training.Objective: "poisson" or "tweedie" })
        {
            mistakes.Add(
                "A forecast is learned relative to the level of its series, which the objective cannot be",
                at("$.training.objective"),
                definition.Training.Objective,
                "squared, absolute or quantile, or none"
            );
        }

        if (definition is { Task: ModelTask.Forecast, Split.Kind: { } kind and not (SplitKind.Time or SplitKind.Column) })
        {
            mistakes.Add(
                "A forecast is measured on what came later",
                at("$.split.kind"),
                kind.ToString().ToLowerInvariant(),
                "time, or none"
            );
        }

        if (
            definition.Task is { } task and not ModelTask.Forecast
            && definition.Forecast is { Horizon: not null } or { Seasons.Count: > 0 } or { Known.Count: > 0 }
        )
        {
            mistakes.Add(
                "Only a forecast looks ahead",
                at("$.forecast"),
                $"the task {task.ToString().ToLowerInvariant()}",
                "the task forecast, or no part forecast"
            );
        }
    }

    private static void CheckLabel(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var declared = definition.Columns.Where(column => column.Value.Role == ColumnRole.Label).Select(column => column.Key).ToArray();
        if (declared.Length > 1)
        {
            mistakes.Add(
                "There can be one label",
                at(Column(declared[1])),
                Names(declared),
                "one column with the role label",
                "Give the others the role feature or ignore"
            );
        }
        else if (definition.Label is { } label && declared is [var other] && other != label)
        {
            mistakes.Add(
                "Two columns are named as the label",
                at("$.label"),
                Names([label, other]),
                "one label",
                "Keep 'label' and drop the role, or the other way round"
            );
        }

        if (
            definition.Label is { } name
            && definition.Columns.TryGetValue(name, out var column)
            && column.Role is { } role and not ColumnRole.Label
        )
        {
            mistakes.Add(
                "The label has another role",
                at(Column(name)),
                $"role {role.ToString().ToLowerInvariant()}",
                "role label, or none"
            );
        }

        foreach (var hidden in declared.Append(definition.Label).OfType<string>().Distinct())
        {
            if (definition.Columns.TryGetValue(hidden, out var masked) && masked.Pii is PiiHandling.Mask or PiiHandling.Drop)
            {
                mistakes.Add(
                    "The label would be lost",
                    at(Column(hidden)),
                    $"pii {masked.Pii.ToString()!.ToLowerInvariant()}",
                    "a label that can be read, or pii hash"
                );
            }
        }
    }

    private static void CheckRoles(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        foreach (var role in new[] { ColumnRole.Time, ColumnRole.Weight })
        {
            var names = definition.Columns.Where(column => column.Value.Role == role).Select(column => column.Key).ToArray();
            if (names.Length > 1)
            {
                mistakes.Add(
                    $"There can be one column with the role {role.ToString().ToLowerInvariant()}",
                    at(Column(names[1])),
                    Names(names),
                    "one column",
                    "Give the others the role feature or ignore"
                );
            }
        }

        foreach (var (name, column) in definition.Columns)
        {
            if ((column.Role, column.Type) is (ColumnRole.Weight, ColumnType.Text or ColumnType.Time) or (ColumnRole.Time, ColumnType.Text))
            {
                mistakes.Add(
                    "Type and role contradict each other",
                    at(Column(name)),
                    $"type {column.Type.ToString()!.ToLowerInvariant()}, role {column.Role.ToString()!.ToLowerInvariant()}",
                    column.Role == ColumnRole.Weight ? "type number" : "type time or number"
                );
            }

            if (column.Text is not null && column.Type is ColumnType.Number or ColumnType.Time)
            {
                mistakes.Add(
                    "Only texts are read as a whole or for their words",
                    at(Column(name)),
                    $"type {column.Type.ToString()!.ToLowerInvariant()}",
                    "type text, or no 'text'"
                );
            }

            if (column.Format is { } format && !IsFormat(format, column.Type))
            {
                mistakes.Add(
                    "The format cannot be read",
                    at(DefinitionNode.Member(Column(name), "format")),
                    DefinitionErrors.Quote(format),
                    column.Type switch
                    {
                        ColumnType.Time => "a custom format of .NET with the year in it, such as dd.MM.yyyy HH:mm",
                        ColumnType.Number => "an example of a number with all its marks, such as 1.234,5 or 1,234.5",
                        _ => "type time or number beside a format",
                    }
                );
            }

            if (column is { Text: TextKind.Prose, Pii: PiiHandling.Hash or PiiHandling.Mask })
            {
                mistakes.Add(
                    "A private column cannot be read for its words",
                    at(Column(name)),
                    $"text prose, pii {column.Pii.ToString()!.ToLowerInvariant()}",
                    "text category, or no pii",
                    "Hashed or masked texts have no words left"
                );
            }
        }
    }

    private static bool IsFormat(string format, ColumnType? type) =>
        type == ColumnType.Time ? TimePattern.IsValid(format) : type == ColumnType.Number && NumberExample.Read(format) is not null;

    private static void CheckExpectations(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        for (var i = 0; i < definition.Expectations.Count; i++)
        {
            var rule = definition.Expectations[i];
            if (rule.Min > rule.Max)
            {
                mistakes.Add("No value can meet the expectation", at($"$.expectations[{i}]"), "min above max", "min at most max");
            }
            else if (rule is { Required: false, Min: null, Max: null, In: null })
            {
                mistakes.Add(
                    "The expectation expects nothing",
                    at($"$.expectations[{i}]"),
                    "only a column",
                    "at least one of required, min, max and in"
                );
            }
        }
    }

    private static void CheckMetrics(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition.Task is not { } task)
        {
            return;
        }

        var named = definition.Gates.Select((gate, i) => (gate.Metric, Path: $"$.gates[{i}].metric")).ToList();
        if (definition.Training.Metric is { } metric)
        {
            named.Insert(0, (metric, "$.training.metric"));
        }

        foreach (var (name, path) in named.Where(entry => !MetricNames.Fits(entry.Metric, task)))
        {
            mistakes.Add(
                "The metric is not defined for the task",
                at(path),
                $"{name} for {task.ToString().ToLowerInvariant()}",
                $"one of {string.Join(", ", MetricNames.For(task))}"
            );
        }
    }

    private static void CheckGates(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        for (var i = 0; i < definition.Gates.Count; i++)
        {
            var gate = definition.Gates[i];
            if (gate.Min > gate.Max)
            {
                mistakes.Add("No value can pass the gate", at($"$.gates[{i}]"), "min above max", "min at most max");
            }

            foreach (var (relative, name) in new[] { (gate.VsChampion, "vsChampion"), (gate.VsBaseline, "vsBaseline") })
            {
                var higher = MetricNames.HigherIsBetter(gate.Metric);
                if (higher ? relative?.MaxRelative is not null : relative?.MinRelative is not null)
                {
                    mistakes.Add(
                        "The bound points the wrong way",
                        at($"$.gates[{i}].{name}"),
                        $"{(higher ? "maxRelative" : "minRelative")} for {gate.Metric}, where {(higher ? "more" : "less")} is better",
                        higher ? "minRelative" : "maxRelative"
                    );
                }
            }
        }
    }

    private static void CheckBounds(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition.Rollout.ApprovalTimeout.Value <= TimeSpan.Zero)
        {
            mistakes.Add(
                "Nobody could approve in time",
                at("$.rollout.approvalTimeout"),
                definition.Rollout.ApprovalTimeout.ToString(),
                "more than zero"
            );
        }

        if (definition is { Training.Objective: not null, Task: { } task and not (ModelTask.Regression or ModelTask.Forecast) })
        {
            mistakes.Add(
                "The objective is for numbers",
                at("$.training.objective"),
                $"an objective for {task.ToString().ToLowerInvariant()}",
                "no objective, or the task regression or forecast"
            );
        }
    }

    private static void CheckContamination(ModelDefinition definition, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (definition is { Training.Contamination: not null, Task: { } task and not ModelTask.Anomaly })
        {
            mistakes.Add(
                "A contamination is for anomalies",
                at,
                $"a contamination for {task.ToString().ToLowerInvariant()}",
                "no contamination, or the task anomaly"
            );
        }
    }

    private static void CheckClusters(ModelDefinition definition, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (definition is { Training.Clusters: not null, Task: { } task and not ModelTask.Clustering })
        {
            mistakes.Add(
                "A number of clusters is for clusters",
                at,
                $"a number of clusters for {task.ToString().ToLowerInvariant()}",
                "no number, or the task clustering"
            );
        }
    }

    private static void CheckThreshold(ModelDefinition definition, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (definition.Training.Threshold is not { } threshold)
        {
            return;
        }

        if (definition.Task is { } task and not ModelTask.Binary)
        {
            mistakes.Add(
                "A threshold is for two classes",
                at,
                $"a threshold for {task.ToString().ToLowerInvariant()}",
                "no threshold, or the task binary"
            );
        }

        if (threshold.Precision is null == threshold.Objective is ThresholdObjective.Recall)
        {
            mistakes.Add(
                "Precision goes with the objective recall",
                at,
                threshold.Precision is null
                    ? "recall without a precision"
                    : $"a precision for {threshold.Objective.ToString().ToLowerInvariant()}",
                "{ \"objective\": \"recall\", \"precision\": 0.9 }, or no precision"
            );
        }

        if (threshold.Costs is null == threshold.Objective is ThresholdObjective.Cost)
        {
            mistakes.Add(
                "Costs go with the objective cost",
                at,
                threshold.Costs is null ? "cost without costs" : $"costs for {threshold.Objective.ToString().ToLowerInvariant()}",
                "{ \"objective\": \"cost\", \"costs\": { \"falsePositive\": 1, \"falseNegative\": 5 } }, or no costs"
            );
        }
        else if (threshold.Costs is { FalsePositive: 0, FalseNegative: 0 })
        {
            mistakes.Add("Mistakes cost nothing", at, "both costs 0", "a cost above 0 for at least one of them");
        }
    }

    private static string Column(string name) => DefinitionNode.Member("$.columns", name);

    private static string Names(IEnumerable<string> names) => string.Join(" and ", names.Select(DefinitionErrors.Quote));
}
