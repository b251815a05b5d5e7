using System.Globalization;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Row keys within a model's partition of the models table: one partition, so that one transaction covers whatever must
/// change together.
/// </summary>
internal static class RegistryKeys
{
    /// <summary>The number of the newest version.</summary>
    public const string Head = "head";

    /// <summary>Which versions the aliases name.</summary>
    public const string Aliases = "aliases";

    /// <summary>The deployment state.</summary>
    public const string Deployment = "deployment";

    /// <summary>Length and last hash of the ledger.</summary>
    public const string LedgerHead = "ledger-head";

    /// <summary>A version. Ten digits, so that ordinal order is the order of numbers.</summary>
    public static string Version(int number) => string.Create(CultureInfo.InvariantCulture, $"version/{number:D10}");

    /// <summary>Which version a run has made.</summary>
    public static string Run(string run) => $"run/{run}";

    /// <summary>A ledger entry.</summary>
    public static string Ledger(int sequence) => string.Create(CultureInfo.InvariantCulture, $"ledger/{sequence:D10}");

    /// <summary>Which ledger entry an operation has left.</summary>
    public static string Operation(string key) => $"operation/{key}";
}
