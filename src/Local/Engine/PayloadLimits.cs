using System.Text;

namespace MLOpsFunctions.Local.Engine;

/// <summary>Limits of payloads in histories: ids and summaries, never data.</summary>
internal static class PayloadLimits
{
    /// <summary>Largest payload in bytes of UTF-8.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Accepts a payload; refuses one that is too large.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static string Bounded(string payload, string name) =>
        Encoding.UTF8.GetByteCount(payload) is var size && size <= MaxBytes
            ? payload
            : throw new ProblemException(
                new(
                    $"The payload of '{name}' is too large for a history",
                    $"{size:N0} bytes",
                    $"{MaxBytes:N0} at most",
                    Try: "store it as an artifact and pass its digest"
                )
            );
}
