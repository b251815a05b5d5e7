namespace MLOpsFunctions.Definitions;

/// <summary>What must hold of metrics and gates: the task has the metric, and each bound can be met.</summary>
internal static class GateValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        CheckMetrics(definition, at, mistakes);
        CheckChoice(definition, at, mistakes);
        CheckGates(definition, at, mistakes);
    }

    /// <summary>Candidates have no intervals yet, so that nothing could be chosen by them.</summary>
    private static void CheckChoice(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition.Training.Metric == MetricNames.Msis)
        {
            mistakes.Add(
                "Candidates cannot be compared by the metric",
                at("$.training.metric"),
                $"{MetricNames.Msis}, which measures intervals; only the winner has one",
                $"{MetricNames.Mase}, or a gate on {MetricNames.Msis}"
            );
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
                $"{name} for {task.JsonName()}",
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

            foreach (var (relative, name) in Relatives(gate))
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

            CheckSlices(gate, definition.Task, at, $"$.gates[{i}].slices", mistakes);
        }
    }

    private static (RelativeThreshold? Bound, string Name)[] Relatives(GateDefinition gate) =>
        [(gate.VsChampion, "vsChampion"), (gate.VsBaseline, "vsBaseline"), (gate.Slices?.VsWhole, "slices.vsWhole")];

    private static void CheckSlices(
        GateDefinition gate,
        ModelTask? task,
        Func<string, DefinitionNode> at,
        string path,
        DefinitionErrors mistakes
    )
    {
        if (gate.Slices is not { } slices)
        {
            return;
        }

        if (task is ModelTask.Clustering or ModelTask.Anomaly)
        {
            mistakes.Add(
                "The task is judged on all rows only",
                at(path),
                $"slices for {task.Value.JsonName()}",
                "slices for binary, multiclass, regression or forecast"
            );
        }
        else if (task is { } other and not ModelTask.Binary && slices is { DemographicParity: not null } or { EqualOpportunity: not null })
        {
            mistakes.Add(
                "The bound is for two classes",
                at(path),
                $"demographicParity or equalOpportunity for {other.JsonName()}",
                "maxGap, or the task binary"
            );
        }
    }
}
