using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>The OpenAPI document describes every route as it is, and the page that shows it needs no other site.</summary>
public sealed class OpenApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_document_has_every_route_once_and_no_other()
    {
        var operations = await OperationsAsync();

        Assert.Equal(
            ApiEndpoints.All.Select(endpoint => $"{endpoint.Verb} /{endpoint.Template} {endpoint.Name}").Order(StringComparer.Ordinal),
            operations
                .Select(operation => $"{operation.Verb} {operation.Path} {operation.Body["operationId"]}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_document_is_valid()
    {
        var read = OpenApiDocument.Parse(await api.Client.GetStringAsync("/openapi/v1.json"), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Every_parameter_and_body_is_described_with_an_example_and_every_route_has_its_problems()
    {
        foreach (var (verb, path, operation) in await OperationsAsync())
        {
            var name = $"{verb} {path}";
            Assert.False(string.IsNullOrWhiteSpace((string?)operation["summary"]), name);
            Assert.Single(operation["tags"]!.AsArray());
            Assert.All(
                operation["parameters"]?.AsArray() ?? [],
                parameter => Assert.True(parameter!["description"] is not null && parameter["example"] is not null, $"{name} {parameter}")
            );
            Assert.All(
                operation["requestBody"]?["content"]?.AsObject() ?? [],
                media => Assert.True(media.Value!["schema"] is not null && media.Value["example"] is not null, name)
            );
            var answers = operation["responses"]!.AsObject();
            Assert.All(["4XX", "5XX"], status => Assert.NotNull(answers[status]!["content"]!["application/problem+json"]!["schema"]));
            Assert.Contains(answers, answer => answer.Key is ['2' or '3' or '4', >= '0' and <= '9', _]);
        }
    }

    [Fact]
    public async Task Every_query_parameter_that_a_route_reads_is_in_the_document()
    {
        var operations = await OperationsAsync();

        Assert.All(
            ApiEndpoints.All,
            endpoint =>
                Assert.Equal(
                    endpoint.Query,
                    operations
                        .Single(operation => (string?)operation.Body["operationId"] == endpoint.Name)
                        .Body["parameters"]
                        ?.AsArray()
                        .Where(parameter => (string?)parameter!["in"] == "query")
                        .Select(parameter => (string)parameter!["name"]!)
                        ?? []
                )
        );
    }

    [Theory]
    [InlineData("/scalar/", "text/html")]
    [InlineData("/scalar/scalar.js", "text/javascript")]
    [InlineData("/scalar/scalar.aspnetcore.js", "text/javascript")]
    [InlineData("/scalar/favicon.svg", "image/svg+xml")]
    public async Task The_page_and_its_files_come_from_here(string path, string type)
    {
        var answer = await api.Client.GetAsync(path);

        Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_file_that_is_packed_already_is_not_packed_again()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/scalar/scalar.aspnetcore.js");
        asked.Headers.AcceptEncoding.Add(new("gzip"));

        using var answer = await api.Client.SendAsync(asked);
        using var plain = new StreamReader(new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress));

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Contains("export const initialize", await plain.ReadToEndAsync());
    }

    [Fact]
    public async Task The_page_names_no_other_site()
    {
        var page = await api.Client.GetStringAsync("/scalar/");

        Assert.DoesNotContain("http", page);
        Assert.Contains("openapi/v1.json", page);
        Assert.Contains("\"withDefaultFonts\":false", page);
        Assert.Contains("\"telemetry\":false", page);
    }

    [Fact]
    public async Task A_file_that_the_page_does_not_have_is_a_problem()
    {
        var (status, problem) = await api.GetAsync("/scalar/nothing.js");

        Assert.Equal((404, 404), (status, problem.GetProperty("status").GetInt32()));
    }

    private async Task<List<(string Verb, string Path, JsonObject Body)>> OperationsAsync()
    {
        var document = JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json"))!;
        return
        [
            .. document["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(verb => (verb.Key.ToUpperInvariant(), path.Key, verb.Value!.AsObject()))),
        ];
    }
}
