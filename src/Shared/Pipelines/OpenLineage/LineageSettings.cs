using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Pipelines.OpenLineage;

/// <summary>The settings that OpenLineage's own clients read from the environment.</summary>
public static class LineageSettings
{
    /// <summary>The namespace of jobs and data sets; unset: no events.</summary>
    public const string Namespace = "OPENLINEAGE_NAMESPACE";

    /// <summary>The receiver's root; unset: the host's default.</summary>
    public const string Url = "OPENLINEAGE_URL";

    /// <summary>The receiver's key.</summary>
    public const string Key = "OPENLINEAGE_API_KEY";

    /// <summary>What sends events; null where the settings ask for none.</summary>
    /// <param name="read">Reads a setting.</param>
    /// <param name="otherwise">Takes events where no receiver is named; null: there is nothing that could.</param>
    /// <param name="logs">Where failures are told.</param>
    /// <exception cref="ProblemException">The receiver's address is none.</exception>
    public static LineageEvents? Read(Func<string, string?> read, Func<string, CancellationToken, Task>? otherwise, ILoggerFactory logs)
    {
        if (read(Namespace) is not { Length: > 0 } scope)
        {
            return null;
        }

        var send = read(Url) is { Length: > 0 } url
            ? LineageEvents.Http(AddressOf(url), read(Key) is { Length: > 0 } key ? key : null)
            : otherwise;
        return send is null ? null : new(scope, send, logs.CreateLogger<LineageEvents>());
    }

    private static Uri AddressOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" }
            ? address
            : throw new ProblemException(
                new("The receiver of OpenLineage is not usable", Expected: "http://HOST or https://HOST, without a password", Where: Url)
            );
}
