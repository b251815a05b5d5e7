using System.Net;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Keeps pages of other sites out. The server asks nobody for a password, and any page that a browser on this machine
/// shows may send it requests. Browsers say in <c>Origin</c> which site a page is of. A page may also make its own
/// site's name point to this machine (DNS rebinding), but not make the browser send another <c>Host</c> than that name.
/// </summary>
/// <param name="urls">Where the server listens, separated by semicolons: the names in them are its own. Addresses, and
/// this machine's name for itself, always are.</param>
internal sealed class CrossSiteGuard(string urls)
{
    private readonly HashSet<string> _names = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(url => BindingAddress.Parse(url).Host)
        .Append("localhost")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets a request of this site pass, and refuses all others.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var (host, origin) = (context.Request.Host, context.Request.Headers.Origin.ToString());
        if (host.HasValue && !IsOwn(host.Host))
        {
            return ApiEndpoints.RefuseAsync(
                context,
                new(
                    "The request is for another site",
                    $"host '{BlobNames.Printable(host.Host)}'",
                    string.Join(", ", _names.Append("an IP address")),
                    "header Host",
                    "where that is a name of this machine, name it: mlops serve --urls http://NAME:PORT",
                    StatusCodes.Status421MisdirectedRequest
                )
            );
        }

        return
            origin.Length == 0
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var site)
                && string.Equals(site.Authority, host.Value, StringComparison.OrdinalIgnoreCase)
            )
            ? next(context)
            : ApiEndpoints.RefuseAsync(
                context,
                new(
                    "The request comes from a page of another site",
                    $"origin '{BlobNames.Printable(origin)}'",
                    $"none, or this site's, {host.Value}",
                    "header Origin",
                    "send it from a program, or from a page of this site",
                    StatusCodes.Status403Forbidden
                )
            );
    }

    /// <summary>An address cannot be made to point elsewhere, a name under <c>localhost</c> neither (RFC 6761, section 6.3).</summary>
    private bool IsOwn(string host) =>
        _names.Contains(host)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
