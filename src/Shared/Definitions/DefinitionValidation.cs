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
        ColumnValidation.Check(definition, at, mistakes);
        ExpectationValidation.Check(definition, at, mistakes);
        GateValidation.Check(definition, at, mistakes);
        CheckBounds(definition, at, mistakes);
        ThresholdValidation.Check(definition, at("$.training.threshold"), mistakes);
        CheckForecast(definition, at, mistakes);
        SplitValidation.Check(definition, at, mistakes);
        FromFeedbackValidation.Check(definition, at, mistakes);
        IngestValidation.Check(definition, at, mistakes);
        SourceValidation.Check(definition, at, mistakes);
        TrainingValidation.Check(definition, at, mistakes);
        RolloutValidation.Check(definition, at, mistakes);
        NotifyValidation.Check(definition, at, mistakes);
        SlaValidation.Check(definition, at, mistakes);
    }

    private static void CheckForecast(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition is { Task: ModelTask.Forecast, Split.Kind: { } kind and not (SplitKind.Time or SplitKind.Column) })
        {
            mistakes.Add("A forecast is measured on what came later", at("$.split.kind"), kind.JsonName(), "time, or none");
        }

        if (
            definition.Task is { } task and not ModelTask.Forecast
            && definition.Forecast is { Horizon: not null } or { Seasons.Count: > 0 } or { Known.Count: > 0 }
        )
        {
            mistakes.Add(
                "Only a forecast looks ahead",
                at("$.forecast"),
                $"the task {task.JsonName()}",
                "the task forecast, or no part forecast"
            );
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

        if (definition.Rollout is { OtherApprover: true, Approval: false })
        {
            mistakes.Add(
                "Nobody is asked",
                at("$.rollout.otherApprover"),
                "otherApprover without approval",
                "\"approval\": true beside it"
            );
        }

        if (definition is { Training.Objective: not null, Task: { } task and not (ModelTask.Regression or ModelTask.Forecast) })
        {
            mistakes.Add(
                "The objective is for numbers",
                at("$.training.objective"),
                $"an objective for {task.JsonName()}",
                "no objective, or the task regression or forecast"
            );
        }
    }
}
