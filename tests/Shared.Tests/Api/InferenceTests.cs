using System.Text.Json;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>The Open Inference Protocol over the versions that <c>predict</c> asks.</summary>
public sealed class InferenceTests : IClassFixture<ApiHouse>, IAsyncLifetime
{
    private readonly ApiHouse _api;

    public InferenceTests(ApiHouse api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_inference_protocol_answers_as_predict_does()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/bikes/infer", """{"id": "42", "inputs": [{"name": "temp", "shape": [3, 1], "datatype": "FP64", "data": [[1], [null], [2.5]]}]}""");

        Assert.Equal((200, "bikes", "1", "42"), (status, Text(body, "model_name"), Text(body, "model_version"), Text(body, "id")));
        var output = body.GetProperty("outputs")[0];
        Assert.Equal(("prediction", "FP64", "[3]", "[1001,1000,1002.5]"), (Text(output, "name"), Text(output, "datatype"), output.GetProperty("shape").GetRawText(), output.GetProperty("data").GetRawText()));
        Assert.Equal("prediction_id", Text(body.GetProperty("outputs")[1], "name"));
    }

    [Fact]
    public async Task The_inference_protocol_asks_a_version_by_number_and_an_output_by_name()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/bikes/versions/2/infer",
            """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": [{"name": "prediction"}], "parameters": {"a": 1}}""");

        Assert.Equal((200, "2", 1), (status, Text(body, "model_version"), body.GetProperty("outputs").GetArrayLength()));
        Assert.Equal(2001, body.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble());
    }

    [Theory]
    [InlineData("""{"inputs": []}""", 400)]
    [InlineData("""{"inputs": [null]}""", 400)]
    [InlineData("""{"inputs": [{"data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "datatype": "FP64", "data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": [null]}""", 400)]
    [InlineData("""{}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [2], "datatype": "FP64", "data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1, 2], "datatype": "FP64", "data": [1, 2]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64"}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}, {"name": "cnt", "shape": [2], "datatype": "FP64", "data": [1, 2]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": [{"name": "nothing"}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FLOAT", "data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [99999999999999], "datatype": "FP64", "data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [21], "datatype": "FP64", "data": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}]}""", 413)]
    public async Task A_tensor_that_is_not_a_column_is_refused(string body, int status) =>
        Assert.Equal(status, (await _api.PostAsync("/v2/models/bikes/infer", body)).Status);

    [Theory]
    [InlineData("INT8", "100000", "whole numbers from -128 to 127")]
    [InlineData("INT8", "-129", "whole numbers from -128 to 127")]
    [InlineData("UINT8", "-1", "whole numbers from 0 to 255")]
    [InlineData("UINT8", "256", "255")]
    [InlineData("INT16", "32768", "32767")]
    [InlineData("UINT16", "65536", "65535")]
    [InlineData("INT32", "2147483648", "2147483647")]
    [InlineData("UINT32", "4294967296", "4294967295")]
    [InlineData("INT64", "9223372036854775808", "9223372036854775807")]
    [InlineData("UINT64", "18446744073709551616", "18446744073709551615")]
    [InlineData("INT32", "1.5", "whole numbers")]
    [InlineData("FP16", "65536", "65504")]
    [InlineData("FP32", "1e39", "3.4028E+38")]
    [InlineData("FP64", "1e999", "1.7977E+308")]
    [InlineData("FP64", "\"1\"", "numbers from")]
    [InlineData("BOOL", "1", "true or false")]
    [InlineData("INT8", "true", "whole numbers")]
    public async Task An_element_that_its_datatype_cannot_hold_is_refused(string datatype, string value, string expected)
    {
        var (status, problem) = await _api.PostAsync("/v2/models/bikes/infer", Tensor(datatype, value));

        Assert.Equal(400, status);
        Assert.Contains(expected, Text(problem, "expected"));
        Assert.Equal("body, $.inputs, 'temp', data[0]", Text(problem, "where"));
    }

    [Theory]
    [InlineData("INT8", "-128")]
    [InlineData("UINT8", "255")]
    [InlineData("INT16", "-32768")]
    [InlineData("UINT16", "65535")]
    [InlineData("INT32", "2147483647")]
    [InlineData("UINT32", "4294967295")]
    [InlineData("INT64", "9223372036854775807")]
    [InlineData("INT64", "-9223372036854775808")]
    [InlineData("UINT64", "18446744073709551615")]
    [InlineData("INT32", "5.0")]
    [InlineData("FP16", "65504")]
    [InlineData("FP32", "1.5")]
    [InlineData("INT8", "null")]
    public async Task An_element_at_the_end_of_its_datatype_is_taken(string datatype, string value) =>
        Assert.Equal(200, (await _api.PostAsync("/v2/models/bikes/infer", Tensor(datatype, value))).Status);

    [Fact]
    public async Task Too_many_rows_are_counted_where_they_are()
    {
        var (status, problem) = await _api.PostAsync(
            "/v2/models/bikes/infer", $$"""{"inputs": [{"name": "temp", "shape": [25], "datatype": "FP64", "data": [{{string.Join(",", Enumerable.Repeat("0", 25))}}]}]}""");

        Assert.Equal((413, "25", "1 to 20", "body, $.inputs, 'temp'"), (status, Text(problem, "found"), Text(problem, "expected"), Text(problem, "where")));
    }

    [Fact]
    public async Task The_inference_protocol_tells_of_health_server_and_models()
    {
        Assert.True((await _api.GetAsync("/v2/health/live")).Body.GetProperty("live").GetBoolean());
        Assert.True((await _api.GetAsync("/v2/health/ready")).Body.GetProperty("ready").GetBoolean());
        Assert.Equal("MLOpsFunctions", Text((await _api.GetAsync("/v2")).Body, "name"));
        Assert.True((await _api.GetAsync("/v2/models/bikes/ready")).Body.GetProperty("ready").GetBoolean());
        Assert.True((await _api.GetAsync("/v2/models/bikes/versions/2/ready")).Body.GetProperty("ready").GetBoolean());
        Assert.Equal(404, (await _api.GetAsync("/v2/models/bikes/versions/3/ready")).Status);
        Assert.Contains("error", (await _api.GetAsync("/v2/models/nothing/ready")).Body.EnumerateObject().Select(part => part.Name));
        var metadata = (await _api.GetAsync("/v2/models/bikes")).Body;
        Assert.Equal(["temp"], metadata.GetProperty("inputs").EnumerateArray().Select(input => Text(input, "name")));
    }

    private static string Tensor(string datatype, string value) => $$"""{"inputs": [{"name": "temp", "shape": [1], "datatype": "{{datatype}}", "data": [{{value}}]}]}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
