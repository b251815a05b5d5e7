using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// Signs a webhook as Standard Webhooks 1.0 says (standardwebhooks.com): HMAC-SHA256 over id, time and body, so that a
/// receiver can tell a forged, changed or replayed one.
/// </summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>Fewest bytes of a secret: what cannot be guessed.</summary>
    public const int MinSecretBytes = 24;

    /// <summary>The bytes of a secret: base64 after <c>whsec_</c>, else the text itself. Null: it is missing or too short.</summary>
    public static byte[]? ReadSecret(string? text)
    {
        byte[]? secret;
        try
        {
            secret =
                text is null ? null
                : text.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(text[Prefix.Length..])
                : Encoding.UTF8.GetBytes(text);
        }
        catch (FormatException)
        {
            return null;
        }

        return secret is { Length: >= MinSecretBytes } ? secret : null;
    }

    /// <summary>The headers of a webhook.</summary>
    /// <param name="id">The id of the notification: the same in every attempt.</param>
    /// <param name="at">When it is sent.</param>
    /// <param name="body">What is sent.</param>
    public static IEnumerable<(string Name, string Value)> Headers(byte[] secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        return
        [
            ("webhook-id", id),
            ("webhook-timestamp", seconds),
            ("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"),
        ];
    }
}
