using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>The shapes of types that are written by hand: sentences, durations, names of gates, numbers that may not be finite.</summary>
internal static class SchemaShapes
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Note) || type == typeof(Duration) || type == typeof(GateName))
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

        foreach (var property in context.JsonTypeInfo.Properties.Where(HasNullableValues))
        {
            if (
                schema.Properties is { } shapes
                && shapes.TryGetValue(property.Name, out var shape)
                && shape is OpenApiSchema { AdditionalProperties: OpenApiSchema values }
            )
            {
                values.Type |= JsonSchemaType.Null;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether a dictionary's values may be null, which the generator does not see of texts.</summary>
    private static bool HasNullableValues(JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo { PropertyType: { IsGenericType: true, GenericTypeArguments.Length: 2 } } declared
        && new NullabilityInfoContext().Create(declared).GenericTypeArguments[1].ReadState == NullabilityState.Nullable;
}
