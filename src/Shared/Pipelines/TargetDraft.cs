using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Pipelines;

/// <summary>A definition in which a person names the label or the task.</summary>
public static class TargetDraft
{
    /// <summary>The definition with what was said.</summary>
    /// <param name="known">The model's definition; null: it has none.</param>
    /// <param name="label">The label, which this confirms; null: nothing was said of it.</param>
    /// <param name="task">The task; null: nothing was said of it.</param>
    public static ModelDefinition Apply(ModelDefinition? known, string? label, ModelTask? task) =>
        known is { Inferred: true } && ((label is not null && label != known.Label) || (task is not null && task != known.Task))
            ? new()
            {
                Label = label ?? known.Label,
                Task = task,
                Inferred = true,
            } // What was inferred around another label or task says nothing of this one.
            : (known ?? new ModelDefinition { Inferred = true }) with
            {
                Label = label ?? known?.Label,
                Task = task ?? known?.Task,
                GuessedLabel = label is null ? known?.GuessedLabel : null, // Who names the label confirms it.
            };
}
