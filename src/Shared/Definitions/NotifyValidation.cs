using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Definitions;

/// <summary>What must hold within a channel of notifications.</summary>
internal static partial class NotifyValidation
{
    /// <summary>An address of the web without user and password.</summary>
    public const string AddressPattern = "^https?://[^\\s/?#@]+([/?#]\\S*)?$";

    /// <summary>The environment variables that a definition may name.</summary>
    public const string VariablePattern = "^MLOPS_[A-Z0-9_]+$";

    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        foreach (var (name, channel) in definition.Notify)
        {
            var path = DefinitionNode.Member("$.notify", name);
            if (at(path).Kind == JsonValueKind.String)
            {
                continue; // An address alone, as older definitions have it: what it is was never checked.
            }

            if (channel.Kind == NotifyKind.File ? channel.Url is not null || channel.UrlFrom is not null : !HasOneAddress(channel))
            {
                mistakes.Add(
                    "The channel has no one address",
                    at(path),
                    channel is { Url: null, UrlFrom: null } ? "neither url nor urlFrom" : "url or urlFrom where they do not belong",
                    channel.Kind == NotifyKind.File ? "neither: the file is in the workspace" : "either url or urlFrom"
                );
            }

            CheckVariable(channel.UrlFrom, at($"{path}.urlFrom"), mistakes);
            CheckVariable(channel.Secret, at($"{path}.secret"), mistakes);
            if (channel.Url is { } url && !Address().IsMatch(url))
            {
                // The address may be a secret, so it is not shown.
                mistakes.Add("The address is not usable", at($"{path}.url"), null, "an https address without user and password");
            }
        }
    }

    private static bool HasOneAddress(NotifyChannel channel) => (channel.Url is null) != (channel.UrlFrom is null);

    /// <summary>Other variables of the host are none of a definition's business.</summary>
    private static void CheckVariable(string? name, DefinitionNode at, DefinitionErrors mistakes)
    {
        if (name is not null && !Variable().IsMatch(name))
        {
            mistakes.Add(
                "No such environment variable is read",
                at,
                DefinitionErrors.Quote(name),
                "MLOPS_ and capital letters, digits and underscores"
            );
        }
    }

    /// <summary>Plain http is for receivers on this machine or network, which a setting of the host has to allow.</summary>
    [GeneratedRegex(AddressPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(VariablePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
