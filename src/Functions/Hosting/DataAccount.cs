using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// The account that holds data and models: its addresses, opened by the app's identity; or a connection string, which
/// only the emulator on this machine may have. The names are those of identity-based connections, so that the blob
/// trigger's connection <c>Data</c> reads the same settings.
/// </summary>
/// <param name="Blobs">Address of the blob service.</param>
/// <param name="Tables">Address of the table service.</param>
/// <param name="Identity">Who opens it.</param>
/// <param name="Emulator">The emulator's connection string, in which case addresses are null.</param>
public sealed record DataAccount(Uri? Blobs, Uri? Tables, AppIdentity Identity, string? Emulator)
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
            return IsEmulator(section.Value) ? new(null, null, AppIdentity.Developer, section.Value) : throw NotTheEmulator();
        }

        return new(Address(section, "blobServiceUri"), Address(section, "tableServiceUri"), AppIdentity.Read(section), null);
    }

    /// <summary>The blob service.</summary>
    /// <exception cref="ProblemException">The connection string is incomplete.</exception>
    public BlobServiceClient CreateBlobs() =>
        Create(connection => new BlobServiceClient(connection), credential => new(Blobs!, credential));

    /// <summary>The table service.</summary>
    /// <exception cref="ProblemException">The connection string is incomplete.</exception>
    public TableServiceClient CreateTables() =>
        Create(connection => new TableServiceClient(connection), credential => new(Tables!, credential));

    /// <summary>Does the first thing that needs the account.</summary>
    /// <exception cref="ProblemException">It does not answer, or does not let the app in.</exception>
    public async Task<T> ReachAsync<T>(Func<Task<T>> first)
    {
        try
        {
            return await first();
        }
        catch (Exception fault)
            when (fault
                    is RequestFailedException
                        or AuthenticationFailedException
                        or AggregateException { InnerException: RequestFailedException }
            )
        {
            var (setting, address) = Emulator is null ? ($"{Connection}__blobServiceUri", Blobs!.ToString()) : (Connection, "the emulator");
            var reason = (fault.InnerException ?? fault).Message.Split('\n', 2)[0].Trim();
            throw new ProblemException(
                new(
                    $"The data account that the setting {setting} names cannot be used",
                    reason,
                    $"{address} to answer, and the app's identity to hold its roles there",
                    $"application setting {setting}",
                    "Check the address, the network and the role assignments, and start again",
                    Status: 503
                )
            );
        }
    }

    private T Create<T>(Func<string, T> emulator, Func<TokenCredential, T> cloud)
    {
        try
        {
            return Emulator is null ? cloud(Identity.Credential()) : emulator(Emulator);
        }
        catch (FormatException)
        {
            throw NotTheEmulator();
        }
    }

    /// <summary>The value may hold a key, so it is not shown.</summary>
    private static ProblemException NotTheEmulator() =>
        new(
            new(
                $"The setting {Connection} is not a connection string of the emulator on this machine",
                Expected: $"UseDevelopmentStorage=true, or {Connection}__blobServiceUri and {Connection}__tableServiceUri instead",
                Where: $"application setting {Connection}",
                Try: "For an account in the cloud give the app's identity its roles; a connection string is for the emulator alone"
            )
        );

    private static bool IsEmulator(string connection)
    {
        var parts = connection
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .ToList();
        var addresses = parts
            .Where(part => part.Length == 2 && part[0].EndsWith("Endpoint", StringComparison.OrdinalIgnoreCase))
            .Select(part => part[1])
            .ToList();
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
