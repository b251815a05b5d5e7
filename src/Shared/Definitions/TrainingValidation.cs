namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between the losses, constraints and weights of a definition's training.</summary>
internal static class TrainingValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var training = definition.Training;
        CheckGoesWith("quantile", training.Quantile, training.Objective, at("$.training.quantile"), mistakes);
        CheckGoesWith("tweedie", training.TweediePower, training.Objective, at("$.training.tweediePower"), mistakes);
        CheckMonotone(definition, at, mistakes);
        CheckClassWeights(definition, at, mistakes);
        CheckContamination(definition, at("$.training.contamination"), mistakes);
        CheckClusters(definition, at("$.training.clusters"), mistakes);
    }

    private static void CheckGoesWith(string objective, double? value, string? declared, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (value is not null && declared != objective)
        {
            mistakes.Add(
                $"The value is for the objective {objective}",
                at,
                $"the objective {declared ?? "squared"}",
                $"\"objective\": \"{objective}\"",
                "Name that objective, or leave the key out"
            );
        }
    }

    private static void CheckMonotone(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        foreach (var (name, _) in definition.Training.Monotone)
        {
            var node = at(DefinitionNode.Member("$.training.monotone", name));
            if (definition.Task is { } task and not (ModelTask.Binary or ModelTask.Regression))
            {
                mistakes.Add(
                    "A direction is for numbers and for two classes",
                    node,
                    $"a direction for {task.JsonName()}",
                    "no direction, or the task regression or binary"
                );
            }
            else if (
                name == definition.Label
                || definition.Columns.GetValueOrDefault(name)
                    is { Role: { } and not ColumnRole.Feature }
                        or { Type: ColumnType.Text or ColumnType.Time }
            )
            {
                var column = definition.Columns.GetValueOrDefault(name);
                var found =
                    name == definition.Label ? "the label"
                    : column!.Role is { } role and not ColumnRole.Feature ? $"role {role.JsonName()}"
                    : $"type {column.Type!.Value.JsonName()}";
                mistakes.Add($"Column {DefinitionErrors.Quote(name)} can have no direction", node, found, "a feature that holds numbers");
            }
        }
    }

    private static void CheckClassWeights(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition.Training.ClassWeights.Count > 0 && definition.Task is { } task and not (ModelTask.Binary or ModelTask.Multiclass))
        {
            mistakes.Add(
                "Class weights are for classes",
                at("$.training.classWeights"),
                $"class weights for {task.JsonName()}",
                "no class weights, or the task binary or multiclass"
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
                $"a contamination for {task.JsonName()}",
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
                $"a number of clusters for {task.JsonName()}",
                "no number, or the task clustering"
            );
        }
    }
}
