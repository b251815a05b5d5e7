namespace MLOpsFunctions.Notifications;

/// <summary>What a host sets for notifications.</summary>
public sealed record NotificationSettings
{
    /// <summary>The address of the installation, before links; null: links are paths.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether notifications may go to private, loopback and link-local addresses, and over plain http.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Reads an environment variable of the host; null: it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>Appends a line to the host's file of notifications; null: the host has none.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, Task>? AppendLine { get; init; }

    /// <summary>Gives a token for Azure Event Grid; null: the host has no identity there.</summary>
    public Func<CancellationToken, Task<string>>? EventGridToken { get; init; }

    /// <summary>The settings that environment variables make.</summary>
    /// <param name="variable">Reads one.</param>
    public static NotificationSettings Read(Func<string, string?> variable) =>
        new()
        {
            PublicUrl = variable("MLOPS_PUBLIC_URL"),
            AllowPrivateAddresses = string.Equals(variable("MLOPS_ALLOW_PRIVATE_WEBHOOKS"), "true", StringComparison.OrdinalIgnoreCase),
            Variable = variable,
        };
}
