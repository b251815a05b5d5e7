using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>
/// The OpenAPI document and its interactive page, made by an application that never listens: a host answers with what it answers, so that
/// both hosts have the same. The page's files come from its package, and none from another site.
/// </summary>
internal static class ReferenceSite
{
    private const string Document = "v1";

    private static readonly WebApplication App = Build();

    private static readonly RequestDelegate Pipeline = ((IApplicationBuilder)App).Build();

    private static readonly Lazy<Task<byte[]>> Bytes = new(WriteAsync);

    /// <summary>The document, as JSON.</summary>
    public static Task<byte[]> ReadAsync() => Bytes.Value;

    /// <summary>Answers with the page or one of its files.</summary>
    public static async Task ShowAsync(HttpContext context)
    {
        var (services, endpoint) = (context.RequestServices, context.GetEndpoint());
        using var scope = App.Services.CreateScope();
        (context.RequestServices, context.Response.StatusCode) = (scope.ServiceProvider, StatusCodes.Status200OK);
        context.SetEndpoint(null);
        try
        {
            await Pipeline(context);
        }
        finally
        {
            context.RequestServices = services;
            context.SetEndpoint(endpoint);
        }
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore(); // An application has a server, though this one never starts it.
        builder.Services.AddRoutingCore().AddLogging().AddOpenApi(Document, Describe);
        builder.Services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
        });
        var app = builder.Build();
        app.UseRouting();
        foreach (var endpoint in ApiEndpoints.All)
        {
            Map(app, endpoint);
        }

        app.MapScalarApiReference(
            "/scalar",
            page =>
                page.WithTitle("MLOpsFunctions API")
                    .WithOpenApiRoutePattern("/openapi/v1.json")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
        );
        app.UseEndpoints(_ => { });
        return app;
    }

    /// <summary>Makes a route known to the description; it is never asked.</summary>
    private static void Map(WebApplication app, ApiEndpoint endpoint)
    {
        var told = OperationDescriptions.Of(endpoint);
        var route = app.MapMethods($"/{endpoint.Template}", [endpoint.Verb], () => Results.Empty)
            .WithName(endpoint.Name)
            .WithMetadata(endpoint)
            .WithOrder(1); // The page's own routes come first.
        if (told.Answer is { } answer)
        {
            route.Produces(told.Status, answer, told.AnswerType);
        }

        if (told.Body is { } body)
        {
            route.WithMetadata(new AcceptsMetadata([told.BodyType], body, isOptional: false));
        }
    }

    private static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DocumentWords.ApplyAsync);
        options.AddOperationTransformer(OperationWords.ApplyAsync);
        options.AddSchemaTransformer(SchemaShapes.ApplyAsync);
    }

    private static async Task<byte[]> WriteAsync()
    {
        var provider = App.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
        var document = await provider.GetOpenApiDocumentAsync();
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        return bytes.ToArray();
    }
}
