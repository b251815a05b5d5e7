namespace MLOpsFunctions.Definitions;

/// <summary>What must hold of the threshold of two classes.</summary>
internal static class ThresholdValidation
{
    /// <summary>Notes every contradiction.</summary>
    /// <param name="at">The threshold's node.</param>
    /// <param name="mistakes">Where to note.</param>
    public static void Check(ModelDefinition definition, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (definition.Training.Threshold is not { } threshold)
        {
            return;
        }

        if (definition.Task is { } task and not ModelTask.Binary)
        {
            mistakes.Add("A threshold is for two classes", at, $"a threshold for {task.JsonName()}", "no threshold, or the task binary");
        }

        if (threshold.Precision is null == threshold.Objective is ThresholdObjective.Recall)
        {
            mistakes.Add(
                "Precision goes with the objective recall",
                at,
                threshold.Precision is null ? "recall without a precision" : $"a precision for {threshold.Objective.JsonName()}",
                "{ \"objective\": \"recall\", \"precision\": 0.9 }, or no precision"
            );
        }

        if (threshold.Costs is null == threshold.Objective is ThresholdObjective.Cost)
        {
            mistakes.Add(
                "Costs go with the objective cost",
                at,
                threshold.Costs is null ? "cost without costs" : $"costs for {threshold.Objective.JsonName()}",
                "{ \"objective\": \"cost\", \"costs\": { \"falsePositive\": 1, \"falseNegative\": 5 } }, or no costs"
            );
        }
        else if (threshold.Costs is { FalsePositive: 0, FalseNegative: 0 })
        {
            mistakes.Add("Mistakes cost nothing", at, "both costs 0", "a cost above 0 for at least one of them");
        }
    }
}
