using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>The shapes of types that are written by hand: sentences, durations, numbers that may not be finite.</summary>
internal static class SchemaShapes
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Note) || type == typeof(Duration))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type == typeof(double) || type == typeof(double?))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Number | JsonSchemaType.Null, "double", null);
        }

        // What is null is left out of answers, and may be left out of requests.
        foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable || property.IsSetNullable))
        {
            schema.Required?.Remove(property.Name);
        }

        return Task.CompletedTask;
    }
}
