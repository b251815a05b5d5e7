using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// As whom the app opens accounts, in the settings that the host's identity-based connections have: <c>credential</c> and <c>clientId</c>.
/// </summary>
/// <param name="IsManaged">The managed identity and nothing else; false: whoever is signed in on a developer's machine.</param>
/// <param name="ClientId">Client id of a user-assigned identity; null: the system-assigned one.</param>
public sealed record AppIdentity(bool IsManaged, string? ClientId)
{
    /// <summary>Whoever is signed in on this machine.</summary>
    public static readonly AppIdentity Developer = new(false, null);

    /// <summary>Reads the settings of a connection.</summary>
    /// <exception cref="ProblemException">The kind of credential is unknown; the problem names the setting.</exception>
    public static AppIdentity Read(IConfigurationSection connection) =>
        connection["credential"] switch
        {
            null => Developer,
            "managedidentity" => new(true, connection["clientId"] is { Length: > 0 } id ? id : null),
            var other => throw HostSettings.Refuse(
                $"{connection.Key}__credential",
                other,
                "managedidentity, or nothing on a developer's machine"
            ),
        };

    /// <summary>
    /// A managed identity is asked alone: a chain would try a developer's sign-ins first, and hide why the identity was refused.
    /// </summary>
    public TokenCredential Credential() =>
        !IsManaged
            ? new DefaultAzureCredential()
            : new ManagedIdentityCredential(
                ClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(ClientId)
            );
}
