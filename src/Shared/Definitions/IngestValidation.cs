namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between how files are put together and the columns.</summary>
internal static class IngestValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var ingest = definition.Ingest;
        if (ingest.Mode == IngestMode.Upsert && ingest.Key.Count == 0)
        {
            mistakes.Add(
                "Nothing names the rows that are replaced",
                at("$.ingest.mode"),
                "upsert without a key",
                "\"key\": [COLUMN] beside it"
            );
        }
        else if (ingest.Mode != IngestMode.Upsert && ingest.Key.Count > 0)
        {
            mistakes.Add(
                "The key is not used",
                at("$.ingest.key"),
                $"a key for the mode {ingest.Mode.JsonName()}",
                "the mode upsert, or no key"
            );
        }

        foreach (var name in ingest.Key)
        {
            if (definition.Columns.GetValueOrDefault(name)?.Pii is PiiHandling.Mask or PiiHandling.Drop or PiiHandling.Generalise)
            {
                mistakes.Add(
                    "The key would not be stored",
                    at("$.ingest.key"),
                    $"'{name}', which is masked, dropped or generalised",
                    "a column with pii hash, or one that is not private"
                );
            }
        }
    }
}
