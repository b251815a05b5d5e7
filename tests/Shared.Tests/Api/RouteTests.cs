using MLOpsFunctions.Api;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class RouteTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_route_of_the_contract_is_there_once()
    {
        string[] contract =
        [
            "PUT api/data/{model}/{file}",
            "POST api/models/{model}/retrain",
            "GET api/runs",
            "GET api/runs/{id}",
            "POST api/runs/{id}/approval",
            "GET api/models",
            "GET api/models/{model}",
            "GET api/models/{model}/versions/{version}",
            "GET api/models/{model}/versions/{version}/card",
            "GET api/models/{model}/versions/{version}/onnx",
            "PUT api/models/{model}/onnx/{file}",
            "GET api/models/{model}/versions/{version}/lineage",
            "POST api/models/{model}/predict",
            "POST api/models/{model}/feedback",
            "POST api/models/{model}/rollback",
            "GET api/models/{model}/drift",
            "POST api/models/{model}/drift",
            "GET metrics",
            "GET openapi/v1.json",
            "GET scalar",
            "GET v2/health/live",
            "GET v2/health/ready",
            "POST v2/models/{model}/infer",
        ];
        var routes = ApiEndpoints.All.Select(endpoint => $"{endpoint.Verb} {endpoint.Template}").ToArray();

        Assert.Empty(contract.Except(routes));
        Assert.Equal(routes.Length, routes.Distinct().Count());
        Assert.Equal(routes.Length, ApiEndpoints.All.Select(endpoint => endpoint.Name).Distinct().Count());
        Assert.Equal(
            ["v2-live", "openapi", "scalar", "scalar-file"],
            ApiEndpoints.All.Where(endpoint => endpoint.Access == AccessLevel.Anonymous).Select(endpoint => endpoint.Name)
        );
        Assert.Equal(404, (await _api.GetAsync("/api/models/nothing")).Status);
    }
}
