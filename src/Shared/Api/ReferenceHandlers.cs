using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api.OpenApi;

namespace MLOpsFunctions.Api;

/// <summary>The contract as an OpenAPI document, and as a page to try it.</summary>
internal static class ReferenceHandlers
{
    /// <summary>Scalar's page starts with a script of its own in the page, and styles itself; nothing comes from elsewhere.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Files = ["scalar.js", "scalar.aspnetcore.js", "favicon.svg"];

    /// <summary><c>GET /openapi/v1.json</c></summary>
    public static async Task DocumentAsync(HttpContext context, ApiServices services)
    {
        var document = await ReferenceSite.ReadAsync();
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(document, context.RequestAborted);
    }

    /// <summary><c>GET /scalar</c> and the files below it</summary>
    public static async Task PageAsync(HttpContext context, ApiServices services)
    {
        if (context.Request.RouteValues.TryGetValue("asset", out var file) && !Files.Contains(file))
        {
            throw new ProblemException(
                new(
                    "The page has no such file",
                    Expected: string.Join(", ", Files),
                    Try: "GET /scalar",
                    Status: StatusCodes.Status404NotFound
                )
            );
        }

        await ReferenceSite.ShowAsync(context);
        context.Response.Headers.ContentSecurityPolicy = Policy;
    }
}
