using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// The account that holds data and models: its addresses, opened by the app's identity; or a connection string, which only the emulator on this machine may have.
/// The names are those of identity-based connections, so that the blob trigger's connection <c>Data</c> reads the same settings.
/// </summary>
/// <param name="Blobs">Address of the blob service.</param>
/// <param name="Tables">Address of the table service.</param>
/// <param name="ClientId">Client id of a user-assigned identity; null: the identity that <see cref="DefaultAzureCredential"/> finds.</param>
/// <param name="Emulator">The emulator's connection string, in which case the others are null.</param>
public sealed record DataAccount(Uri? Blobs, Uri? Tables, string? ClientId, string? Emulator)
{
    /// <summary>The connection's name in triggers and settings.</summary>
    public const string Connection = "Data";

    /// <summary>Reads the account's settings.</summary>
    /// <exception cref="ProblemException">One is missing or wrong; the problem names it.</exception>
    public static DataAccount Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Connection);
        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            return IsEmulator(section.Value)
                ? new(null, null, null, section.Value)
                : throw new ProblemException(new(
                    $"The setting {Connection} holds a connection string of an account in the cloud", Expected: $"{Connection}__blobServiceUri and {Connection}__tableServiceUri",
                    Where: $"application setting {Connection}", Try: "Give the app's identity its roles and remove the key; a connection string is for the emulator alone"));
        }

        return new(Address(section, "blobServiceUri"), Address(section, "tableServiceUri"), section["clientId"], null);
    }

    /// <summary>The blob service.</summary>
    public BlobServiceClient CreateBlobs() => Emulator is null ? new(Blobs!, Credential()) : new(Emulator);

    /// <summary>The table service.</summary>
    public TableServiceClient CreateTables() => Emulator is null ? new(Tables!, Credential()) : new(Emulator);

    private TokenCredential Credential() => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = ClientId });

    private static bool IsEmulator(string connection)
    {
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).ToList();
        var addresses = parts.Where(part => part.Length == 2 && part[0].EndsWith("Endpoint", StringComparison.OrdinalIgnoreCase)).Select(part => part[1]).ToList();
        return parts.Any(part => part is ["UseDevelopmentStorage", "true"])
            || (addresses.Count > 0 && addresses.All(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback));
    }

    private static Uri Address(IConfigurationSection section, string name)
    {
        var value = section[name];
        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw HostSettings.Refuse($"{Connection}__{name}", value, "an https address such as https://account.blob.core.windows.net");
    }
}
