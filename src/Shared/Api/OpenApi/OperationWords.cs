using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>Adds to an operation what its route says of itself: words, parameters, examples and problems.</summary>
internal static class OperationWords
{
    private const string Problem = "application/problem+json";

    public static async Task ApplyAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var endpoint = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiEndpoint>().Single();
        var told = OperationDescriptions.Of(endpoint);
        operation.OperationId = endpoint.Name;
        operation.Summary = told.Summary;
        operation.Description = $"Access: {endpoint.Access}.";
        operation.Tags = new HashSet<OpenApiTagReference> { new(told.Group, context.Document) };
        operation.Parameters = [.. Path(endpoint), .. endpoint.Query.Select(Query)];
        if (told.IsIdempotent)
        {
            operation.Parameters.Add(IdempotencyKey());
        }

        DescribeBody(operation, told);
        DescribeAnswer(operation, told);
        await AddProblemsAsync(operation, context, cancellation);
    }

    private static IEnumerable<IOpenApiParameter> Path(ApiEndpoint endpoint) =>
        endpoint.Template.Split('/').Where(part => part[0] == '{').Select(part => Parameter(part.Trim('{', '}'), ParameterLocation.Path));

    private static IOpenApiParameter Query(string name) => Parameter(name, ParameterLocation.Query);

    private static OpenApiParameter Parameter(string name, ParameterLocation place)
    {
        var told = ParameterDescriptions.Of(name);
        return new()
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = told.Text,
            Schema = new OpenApiSchema { Type = told.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
            Example = told.IsNumber ? int.Parse(told.Example, CultureInfo.InvariantCulture) : told.Example,
        };
    }

    private static OpenApiParameter IdempotencyKey() =>
        new()
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Description = "Makes repeated requests with the same body one request.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
            Example = "order-1",
        };

    private static void DescribeBody(OpenApiOperation operation, OperationDescription told)
    {
        foreach (var media in operation.RequestBody?.Content?.Values ?? [])
        {
            media.Example = told.BodyType == "application/json" ? JsonNode.Parse(told.Example!) : told.Example;
        }

        if (operation.RequestBody is OpenApiRequestBody body)
        {
            body.Description = told.BodyType != "application/json" ? "The file, whole." : "The request.";
            body.Required = told.BodyType != "application/json";
        }
    }

    private static void DescribeAnswer(OpenApiOperation operation, OperationDescription told)
    {
        var status = told.Status.ToString(CultureInfo.InvariantCulture);
        var answer = operation.Responses?.GetValueOrDefault(status) as OpenApiResponse ?? new();
        operation.Responses = new() { [status] = answer };
        answer.Description = told.Status switch
        {
            StatusCodes.Status202Accepted => "Accepted; Location says where to look.",
            StatusCodes.Status204NoContent => "Done; there is nothing to say.",
            StatusCodes.Status302Found => "The page lies one step further.",
            StatusCodes.Status403Forbidden => "Refused: MLflow's clients read here.",
            _ => "The answer.",
        };
        if (told is { Answer: null, AnswerType: { } type })
        {
            answer.Content = new Dictionary<string, OpenApiMediaType>
            {
                [type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }
    }

    private static async Task AddProblemsAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), cancellationToken: cancellation);
        context.Document!.AddComponent(nameof(ProblemDocument), schema);
        operation.Responses!["4XX"] = Answer("A problem that the caller can solve.");
        operation.Responses["5XX"] = Answer("Something broke, or the storage does not answer.");
        OpenApiSchemaReference Reference() => new(nameof(ProblemDocument), context.Document);
        OpenApiResponse Answer(string description) =>
            new()
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() { Schema = Reference() } },
            };
    }
}
