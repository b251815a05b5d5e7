using System.Text.Json;

namespace MLOpsFunctions.Definitions;

/// <summary>Writes definitions for people to read and edit.</summary>
public static class DefinitionWriter
{
    private const string InferredLine =
        "// Inferred from the first file. Every default is written out: change what you know better, then set \"inferred\" to false.";

    /// <summary>
    /// Indented JSON with a line feed at the end and, where inferred, a first line that says so.
    /// <see cref="DefinitionReader"/> reads it back to an equal definition.
    /// </summary>
    public static string Write(ModelDefinition definition)
    {
        var json = JsonSerializer.Serialize(definition, Json.Indented).ReplaceLineEndings("\n") + "\n";
        return definition.Inferred ? $"{InferredLine}\n{json}" : json;
    }
}
