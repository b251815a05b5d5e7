using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>
/// Proves that a form comes from a page of this site, as shown to this browser and this person. A token is signed and
/// nothing is stored, so every instance of a host can check what another has issued. Each form has a token of its own:
/// its number is also the key under which what the form asks for is done once.
/// </summary>
/// <param name="key">A secret of the installation; the tokens' own key is derived from it.</param>
/// <param name="time">The clock.</param>
public sealed class FormTokens(byte[] key, TimeProvider time)
{
    /// <summary>The name of the field that holds the token.</summary>
    public const string Field = "_token";

    private const string Cookie = "mlops-forms";
    private const int NumberBytes = 16,
        CookieBytes = 18,
        Length = sizeof(long) + NumberBytes + SHA256.HashSizeInBytes;

    /// <summary>A page may stay open over a working day.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        key,
        SHA256.HashSizeInBytes,
        info: Encoding.ASCII.GetBytes("mlops dashboard forms 1")
    );

    /// <summary>Begins to issue tokens to a browser; marks it by a cookie where it has none.</summary>
    public Func<string> For(HttpContext context)
    {
        if (BrowserOf(context) is not { } browser)
        {
            browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CookieBytes));
            context.Response.Cookies.Append(
                Cookie,
                browser,
                new()
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = context.Request.IsHttps,
                    Path = "/",
                }
            );
        }

        return () => Issue(browser, NameOf(context));
    }

    /// <summary>The number of a form that was sent.</summary>
    /// <exception cref="ProblemException">Its token is missing, expired, or of another browser or person: status 403.</exception>
    public string Check(HttpContext context, string? token)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (
            token is null
            || BrowserOf(context) is not { } browser
            || token.Length > 2 * Length
            || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length)
            || length != Length
            || !CryptographicOperations.FixedTimeEquals(
                Sign(bytes[..^SHA256.HashSizeInBytes], browser, NameOf(context)),
                bytes[^SHA256.HashSizeInBytes..]
            )
            || BinaryPrimitives.ReadInt64BigEndian(bytes) < time.GetUtcNow().ToUnixTimeSeconds()
        )
        {
            throw new ProblemException(
                new(
                    "The form was not sent from this page, or the page is too old",
                    token is null ? "no token" : "a token of another browser, person or day",
                    "a form of a page that this browser was shown in the last 12 hours",
                    $"field {Field}",
                    "load the page again and send the form once more",
                    StatusCodes.Status403Forbidden
                )
            );
        }

        return Convert.ToHexStringLower(bytes.Slice(sizeof(long), NumberBytes));
    }

    private string Issue(string browser, string name)
    {
        var token = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(token, (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(token.AsSpan(sizeof(long), NumberBytes));
        Sign(token.AsSpan(..^SHA256.HashSizeInBytes), browser, name).CopyTo(token, Length - SHA256.HashSizeInBytes);
        return Base64Url.EncodeToString(token);
    }

    private byte[] Sign(ReadOnlySpan<byte> head, string browser, string name) =>
        HMACSHA256.HashData(_key, (byte[])[.. head, .. Encoding.UTF8.GetBytes($"{browser}\n{name}")]);

    private static string NameOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : "";

    private static string? BrowserOf(HttpContext context) =>
        context.Request.Cookies[Cookie] is { Length: CookieBytes / 3 * 4 } value && Base64Url.IsValid(value) ? value : null;
}
