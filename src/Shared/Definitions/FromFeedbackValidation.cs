namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between learning from feedback and the rest of a definition.</summary>
internal static class FromFeedbackValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (
            definition is { Retrain.FromFeedback: not null, Task: { } task }
            && task is not (ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression)
        )
        {
            mistakes.Add(
                "Only a model of classes or of a number can learn from feedback",
                at("$.retrain.fromFeedback"),
                $"the task {task.JsonName()}",
                "the task binary, multiclass or regression"
            );
        }
    }
}
