using System.Globalization;
using Microsoft.Extensions.Configuration;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>The app's settings, read and checked once at start.</summary>
/// <param name="Data">Where the data account is and who opens it.</param>
/// <param name="MaxFileBytes">Largest file that is ingested, in bytes.</param>
/// <param name="MaxBodyBytes">Largest HTTP body, in bytes.</param>
/// <param name="HistoryRetention">How long histories of ended runs are kept.</param>
/// <param name="KeyVault">The vault that holds the privacy key; null, on the emulator alone: the data account holds it.</param>
/// <param name="EntraSignIn">Whether App Service authentication signs callers in, so that their app roles decide and not keys.</param>
public sealed record HostSettings(
    DataAccount Data,
    long MaxFileBytes,
    long MaxBodyBytes,
    TimeSpan HistoryRetention,
    Uri? KeyVault = null,
    bool EntraSignIn = false
)
{
    /// <summary>256 MiB: what one training reads comfortably in an instance of 2 GB.</summary>
    public const long DefaultMaxFileBytes = 256L * 1024 * 1024;

    /// <summary>32 MiB: larger data comes as a dropped file.</summary>
    public const long DefaultMaxBodyBytes = 32L * 1024 * 1024;

    /// <summary>A quarter: what people ask for later is in the product's own tables.</summary>
    public const long DefaultHistoryRetentionDays = 90;

    /// <summary>What the Functions host itself lets through.</summary>
    public const long MaxBodyBytesOfHost = 100L * 1024 * 1024;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ProblemException">One is missing or wrong; the problem names it.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        CheckHostStorage(configuration);
        foreach (var schedule in (string[])["SweepSchedule", "DriftSchedule", "RetrainSchedule", "PurgeSchedule", "AnchorSchedule"])
        {
            CheckSchedule(configuration, schedule);
        }

        var data = DataAccount.Read(configuration);
        return new(
            data,
            Whole(configuration, nameof(MaxFileBytes), "bytes", DefaultMaxFileBytes, long.MaxValue),
            Whole(configuration, nameof(MaxBodyBytes), "bytes", DefaultMaxBodyBytes, MaxBodyBytesOfHost),
            TimeSpan.FromDays(Whole(configuration, "HistoryRetentionDays", "days", DefaultHistoryRetentionDays, 3650)),
            Vault(configuration, data),
            SignIn(configuration)
        );
    }

    /// <summary>The host reads this one; that it is there is checked here, because the host's own message does not name it.</summary>
    private static void CheckHostStorage(IConfiguration configuration)
    {
        var section = configuration.GetSection("AzureWebJobsStorage");
        if (string.IsNullOrWhiteSpace(section.Value) && section["accountName"] is null && section["blobServiceUri"] is null)
        {
            throw Refuse("AzureWebJobsStorage", null, "AzureWebJobsStorage__accountName, or UseDevelopmentStorage=true for the emulator");
        }
    }

    private static void CheckSchedule(IConfiguration configuration, string name)
    {
        var value = configuration[name];
        if (value is null || !CronSchedule.TryParse(value, out _))
        {
            throw Refuse(name, value, "an NCRONTAB expression of six fields, such as '0 */5 * * * *'");
        }
    }

    /// <summary>
    /// The platform says in WEBSITE_AUTH_ENABLED whether authentication is on. With it off, callers could name themselves.
    /// </summary>
    private static bool SignIn(IConfiguration configuration)
    {
        var value = configuration[nameof(EntraSignIn)] ?? "false";
        var asked = bool.TryParse(value, out var parsed) ? parsed : throw Refuse(nameof(EntraSignIn), value, "true or false");
        return !asked || configuration["WEBSITE_AUTH_ENABLED"] is not { } platform || (bool.TryParse(platform, out var on) && on)
            ? asked
            : throw Refuse(nameof(EntraSignIn), value, "false, or App Service authentication switched on for this app");
    }

    /// <summary>In the cloud a key that only the vault's own access opens; the emulator has no vault.</summary>
    private static Uri? Vault(IConfiguration configuration, DataAccount data)
    {
        var value = configuration["KeyVaultUri"];
        return string.IsNullOrEmpty(value) && data.Emulator is not null ? null
            : Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address
            : throw Refuse("KeyVaultUri", value, "an https address such as https://vault.vault.azure.net/");
    }

    private static long Whole(IConfiguration configuration, string name, string unit, long fallback, long most)
    {
        var value = configuration[name];
        return value is null ? fallback
            : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most ? number
            : throw Refuse(name, value, $"a whole number of {unit} from 1 to {most.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A setting's value may be a secret, so only those that cannot be are shown.</summary>
    internal static ProblemException Refuse(string name, string? shown, string expected) =>
        new(
            new(
                shown is null ? $"The setting {name} is missing" : $"The setting {name} is wrong",
                shown is null ? null : $"'{shown}'",
                expected,
                $"application setting {name}",
                "Set it in the app's configuration (local.settings.json on one machine) and start again"
            )
        );
}
