using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// Who may call what. Where Entra signs callers in, their app roles decide. Where it does not, the host has checked a key before this is
/// asked.
/// </summary>
/// <param name="entra">Whether Entra signs callers in. Only then is the header believed: elsewhere any caller could write it.</param>
public sealed class RoleAccess(bool entra)
{
    /// <summary>Names the caller to the handlers and says why the call is refused; null: it is not.</summary>
    public Problem? Check(AccessLevel needed, HttpContext context)
    {
        if (!entra)
        {
            return null;
        }

        var caller = ClientPrincipal.Read(context.Request.Headers[ClientPrincipal.Header]);
        context.User = caller ?? new ClaimsPrincipal();
        var level = AccessRoles.Level(context.User.FindAll(ClaimTypes.Role).Select(role => role.Value));
        return level >= needed ? null
            : caller is null
                ? new(
                    "The caller is not signed in",
                    Expected: "an access token for this application",
                    Where: "header Authorization",
                    Status: 401
                )
            : new(
                "The caller has no role that allows this",
                level == AccessLevel.Anonymous ? "no role of this application" : $"the role {level}",
                needed == AccessLevel.Administer ? $"the role {needed}" : $"the role {needed} or a higher one",
                Try: "Ask the owner of the application in Entra for the role",
                Status: 403
            );
    }

    /// <summary>What a caller may do whom <see cref="Check"/> has let in.</summary>
    /// <param name="context">The call.</param>
    /// <param name="asked">What the route asks for: where a key opened it, the caller may do that and no more.</param>
    public AccessLevel LevelOf(HttpContext context, AccessLevel asked) =>
        entra ? AccessRoles.Level(context.User.FindAll(ClaimTypes.Role).Select(role => role.Value)) : asked;
}
