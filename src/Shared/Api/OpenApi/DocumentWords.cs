using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>What the OpenAPI document says of all routes: title, paths as a host has them, how callers are known.</summary>
internal static class DocumentWords
{
    public static Task ApplyAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new()
        {
            Title = "MLOpsFunctions",
            Version = typeof(DocumentWords).Assembly.GetName().Version!.ToString(3),
            Description =
                "Drop a data file; get a model in production, if and only if it earns its place. "
                + "Errors are problem details (RFC 9457) that say what was found, what was expected, where, and what to try.",
        };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["functionKey"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "x-functions-key",
                Description = "On Azure, where callers have keys.",
            },
            ["entra"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "On Azure, where Entra signs callers in. Their role has the name of the access that a route asks for.",
            },
        };
        // The local host asks nobody: any one of the three will do.
        document.Security = [new(), new() { [new("functionKey", document)] = [] }, new() { [new("entra", document)] = [] }];
        return Task.CompletedTask;
    }
}
