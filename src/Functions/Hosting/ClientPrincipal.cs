using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// The caller whom App Service authentication has signed in: read from the header that it sets, and that no caller can set beside it.
/// </summary>
internal static class ClientPrincipal
{
    /// <summary>The header: base64 of a JSON document.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>What names a caller, best first: a person's sign-in name, else the application's id.</summary>
    private static readonly string[] Names = ["preferred_username", "upn", ClaimTypes.Upn, "azp", "appid"];

    private static readonly string[] Roles = ["roles", ClaimTypes.Role];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The caller with a name and roles; null where the header is absent or unreadable.</summary>
    public static ClaimsPrincipal? Read(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Document>(Convert.FromBase64String(header), Options) is { Claims: { } claims } document
                ? Principal(document, [.. claims.OfType<Entry>().Where(claim => claim.Value is not null)])
                : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }

    private static ClaimsPrincipal Principal(Document document, IReadOnlyList<Entry> claims)
    {
        var name = Names
            .Append(document.NameType)
            .Select(type => claims.FirstOrDefault(claim => claim.Type == type)?.Value)
            .FirstOrDefault(value => value is not null);
        var roles = claims
            .Where(claim => Roles.Contains(claim.Type) || claim.Type == document.RoleType)
            .Select(claim => new Claim(ClaimTypes.Role, claim.Value!));
        return new(new ClaimsIdentity(name is null ? roles : roles.Append(new(ClaimTypes.Name, name)), document.Provider ?? "unknown"));
    }

    private sealed record Document(
        [property: JsonPropertyName("auth_typ")] string? Provider,
        [property: JsonPropertyName("name_typ")] string? NameType,
        [property: JsonPropertyName("role_typ")] string? RoleType,
        IReadOnlyList<Entry?>? Claims
    );

    private sealed record Entry([property: JsonPropertyName("typ")] string? Type, [property: JsonPropertyName("val")] string? Value);
}
