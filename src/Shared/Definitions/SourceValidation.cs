using System.Text.RegularExpressions;

namespace MLOpsFunctions.Definitions;

/// <summary>What must hold within the source of a model.</summary>
internal static partial class SourceValidation
{
    /// <summary>The names that a container may have.</summary>
    public const string ContainerPattern = "^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$";

    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        if (definition.Source is not { } source)
        {
            return;
        }

        var count = new object?[] { source.Url, source.Sql, source.Blob }.Count(one => one is not null);
        if (count != 1)
        {
            mistakes.Add("The source is not one", at("$.source"), count == 0 ? "none" : $"{count} of them", "one of url, sql and blob");
        }

        if (source.Url is { } url && !Address().IsMatch(url))
        {
            // The address may hold a secret, so it is not shown.
            mistakes.Add("The address is not usable", at("$.source.url"), null, "an https address without user and password");
        }

        if (source.Sql is { } sql && !Variable().IsMatch(sql.ConnectionFrom))
        {
            mistakes.Add(
                "No such environment variable is read",
                at("$.source.sql.connectionFrom"),
                DefinitionErrors.Quote(sql.ConnectionFrom),
                "MLOPS_ and capital letters, digits and underscores"
            );
        }

        if (source.Blob is { } blob && !Container().IsMatch(blob.Container))
        {
            mistakes.Add(
                "No container has such a name",
                at("$.source.blob.container"),
                DefinitionErrors.Quote(blob.Container),
                "3 to 63 lower-case letters, digits and single hyphens"
            );
        }
    }

    [GeneratedRegex(NotifyValidation.AddressPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(NotifyValidation.VariablePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(ContainerPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Container();
}
