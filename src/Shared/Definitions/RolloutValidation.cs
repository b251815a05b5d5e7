using System.Globalization;

namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between the parts of a rollout, and between them and the columns.</summary>
internal static class RolloutValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var (shadow, canary) = (definition.Rollout.Shadow, definition.Rollout.Canary);
        if (shadow.MinHours > shadow.MaxHours)
        {
            mistakes.Add(
                "The shadow ends before it may",
                at("$.rollout.shadow.maxHours"),
                FormattableString.Invariant($"minHours {shadow.MinHours}, maxHours {shadow.MaxHours}"),
                "maxHours of minHours or more"
            );
        }

        if (canary.Hold.Value.TotalHours > canary.MaxHours)
        {
            mistakes.Add(
                "A step of the canary ends before it may",
                at("$.rollout.canary.maxHours"),
                FormattableString.Invariant($"hold {canary.Hold}, maxHours {canary.MaxHours}"),
                "maxHours of the hold or more"
            );
        }

        if (canary.Steps.Zip(canary.Steps.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            mistakes.Add(
                "The steps of the canary do not grow",
                at("$.rollout.canary.steps"),
                string.Join(", ", canary.Steps.Select(step => step.ToString(CultureInfo.InvariantCulture))),
                "each step greater than the one before"
            );
        }

        if (canary.Key is { } key)
        {
            CheckKey(definition, key, at("$.rollout.canary.key"), mistakes);
        }
    }

    private static void CheckKey(ModelDefinition definition, string key, DefinitionNode at, DefinitionErrors mistakes)
    {
        var isLabel = key == definition.Label || definition.Columns.GetValueOrDefault(key)?.Role == ColumnRole.Label;
        if (isLabel)
        {
            mistakes.Add("The label cannot be the key of the canary", at, DefinitionErrors.Quote(key), "a column that requests have");
        }
    }
}
