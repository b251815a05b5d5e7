namespace MLOpsFunctions.Pipelines.Sources;

/// <summary>What a host sets for sources.</summary>
public static class SourceSettings
{
    /// <summary>Whether sources may be private, loopback and link-local addresses, and plain http.</summary>
    /// <param name="variable">Reads an environment variable of the host.</param>
    public static bool AllowPrivate(Func<string, string?> variable) =>
        string.Equals(variable("MLOPS_ALLOW_PRIVATE_SOURCES"), "true", StringComparison.OrdinalIgnoreCase);
}
