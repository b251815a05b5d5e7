using System.Text.Json;
using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>The Open Inference Protocol over the versions that <c>predict</c> asks.</summary>
public sealed class InferenceTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public InferenceTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_inference_protocol_answers_as_predict_does()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/bikes/infer",
            """{"id": "42", "inputs": [{"name": "temp", "shape": [3, 1], "datatype": "FP64", "data": [[1], [null], [2.5]]}]}"""
        );

        Assert.Equal((200, "bikes", "1", "42"), (status, Text(body, "model_name"), Text(body, "model_version"), Text(body, "id")));
        var output = body.GetProperty("outputs")[0];
        Assert.Equal(
            ("prediction", "FP64", "[3]", "[1001,1000,1002.5]"),
            (
                Text(output, "name"),
                Text(output, "datatype"),
                output.GetProperty("shape").GetRawText(),
                output.GetProperty("data").GetRawText()
            )
        );
        Assert.Equal("prediction_id", Text(body.GetProperty("outputs")[1], "name"));
    }

    [Fact]
    public async Task The_inference_protocol_asks_a_version_by_number_and_an_output_by_name()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/bikes/versions/2/infer",
            """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": """
                + """[{"name": "prediction"}], "parameters": {"a": 1}}"""
        );

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
    [InlineData(
        """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}, {"name": "cnt", "shape": """
            + """[2], "datatype": "FP64", "data": [1, 2]}]}""",
        400
    )]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": [{"name": "nothing"}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FLOAT", "data": [1]}]}""", 400)]
    [InlineData("""{"inputs": [{"name": "temp", "shape": [99999999999999], "datatype": "FP64", "data": [1]}]}""", 400)]
    [InlineData(
        """{"inputs": [{"name": "temp", "shape": [21], "datatype": "FP64", "data": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}]}""",
        413
    )]
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
        var zeros = string.Join(",", Enumerable.Repeat("0", 25));
        var (status, problem) = await _api.PostAsync(
            "/v2/models/bikes/infer",
            $$"""{"inputs": [{"name": "temp", "shape": [25], "datatype": "FP64", "data": [{{zeros}}]}]}"""
        );

        Assert.Equal(
            (413, "25", "1 to 20", "body, $.inputs, 'temp'"),
            (status, Text(problem, "found"), Text(problem, "expected"), Text(problem, "where"))
        );
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

    /// <summary>What KServe's client sends, and whatever else a client may add.</summary>
    [Theory]
    [InlineData("""{"id": "x", "model_name": "bikes", "inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}]}""", 200)]
    [InlineData(
        """{"model_name": "bikes", "model_version": "1", "later": {"a": [1]}, "inputs": [{"name": "temp", "shape": """
            + """[1], "datatype": "FP64", "data": [1], "extra": true}]}""",
        200
    )]
    [InlineData(
        """{"model_name": null, "model_version": null, "inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": """
            + """[1], "parameters": null}], "outputs": null}""",
        200
    )]
    [InlineData("""{"model_name": "other", "inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}]}""", 400)]
    [InlineData("""{"model_version": "2", "inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}]}""", 400)]
    public async Task Unknown_parts_are_passed_over_and_names_are_held_against_the_route(string body, int status) =>
        Assert.Equal(status, (await _api.PostAsync("/v2/models/bikes/infer", body)).Status);

    [Theory]
    [InlineData("/v2/models/bikes/infer", "{\"model_name\": \"bikes\", \"inputs\": []}\0\0\0")]
    [InlineData("/v2/models/bikes/infer", "{\"inputs\": 5}")]
    [InlineData("/v2/models/bikes/infer", "{\"inputs\": [{\"shape\": \"x\"}]}")]
    [InlineData("/api/models/bikes/retrain", "{\"nothing\": 1} tail")]
    [InlineData("/api/models/bikes/rollback", "{\"version\": \"x\"")]
    [InlineData("/api/models/bikes/rollback", "[]")]
    public async Task An_answer_names_no_type_of_the_code(string path, string body)
    {
        var (status, problem) = await _api.PostAsync(path, body);

        Assert.Equal(400, status);
        Assert.DoesNotContain(".NET", problem.GetRawText());
        Assert.DoesNotContain("MLOpsFunctions", problem.GetRawText());
        Assert.DoesNotContain("System.", problem.GetRawText());
    }

    [Fact]
    public async Task A_model_of_one_input_takes_a_tensor_of_any_name()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/bikes/infer",
            """{"inputs": [{"name": "input-0", "shape": [2, 1], "datatype": "FP32", "data": [[1], [2]]}]}"""
        );

        Assert.Equal((200, "[1001,1002]"), (status, body.GetProperty("outputs")[0].GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task A_tensor_of_other_columns_is_told_which_the_model_takes()
    {
        var (status, problem) = await _api.PostAsync(
            "/v2/models/bikes/infer",
            """{"inputs": [{"name": "predict", "shape": [1, 2], "datatype": "FP32", "data": [[1, 2]]}]}"""
        );

        Assert.Equal((400, "the 1 inputs in this order: temp (FP64)"), (status, Text(problem, "expected")));
    }

    [Theory]
    [InlineData("np", "1", 200)]
    [InlineData("pd", "1", 200)]
    [InlineData("str", "1", 200)]
    [InlineData("base64", "MQ==", 200)]
    [InlineData("base64", "*", 400)]
    [InlineData("pd_json", "{\\\"temp\\\": 1}", 200)]
    [InlineData("pd_json", "[{\\\"temp\\\": 1}]", 200)]
    [InlineData("pd_json", "{\\\"temp\\\": {\\\"0\\\": 1}}", 200)]
    [InlineData("pd_json", "{\\\"columns\\\": [\\\"temp\\\"], \\\"data\\\": [[1]]}", 200)]
    [InlineData("pd_json", "x", 400)]
    [InlineData("hg_jpeg", "1", 400)]
    [InlineData("sklearn", "1", 400)]
    public async Task A_content_type_is_read_or_refused_by_name(string type, string element, int expected)
    {
        var input = $$"""{"inputs": [{"name": "temp", "shape": [1], "datatype": "BYTES", "data": ["{{element}}"]""";
        foreach (
            var body in new[]
            {
                $$$"""{{{input}}}, "parameters": {"content_type": "{{{type}}}"}}]}""",
                $$$"""{{{input}}}}], "parameters": {"content_type": "{{{type}}}"}}""",
            }
        )
        {
            var (status, answer) = await _api.PostAsync("/v2/models/bikes/infer", body);

            Assert.Equal(expected, status);
            Assert.True(status == 400 || answer.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble() == 1001, answer.GetRawText());
        }
    }

    [Fact]
    public async Task Probabilities_say_which_class_each_is_of()
    {
        var metadata = (await _api.GetAsync("/v2/models/churn")).Body.GetProperty("outputs")[1];
        var answer = (await _api.PostAsync("/v2/models/churn/infer", Tensor("FP64", "1"))).Body.GetProperty("outputs")[1];

        Assert.Equal(("[-1,2]", "[1,2]"), (metadata.GetProperty("shape").GetRawText(), answer.GetProperty("shape").GetRawText()));
        Assert.All([metadata, answer], output => Assert.Equal("""["no","yes"]""", Text(output.GetProperty("parameters"), "classes")));
    }

    [Theory]
    [InlineData("classification", "2")]
    [InlineData("shared_memory_region", "\"a\"")]
    public async Task An_extension_that_is_not_spoken_is_refused(string parameter, string value) =>
        Assert.Equal(
            400,
            (
                await _api.PostAsync(
                    "/v2/models/churn/infer",
                    $$$"""{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": """
                        + $$$"""[{"name": "prediction", "parameters": {"{{{parameter}}}": {{{value}}}}}]}"""
                )
            ).Status
        );

    [Theory]
    [InlineData("/v2/models/bikes")]
    [InlineData("/v2/models/bikes/versions/2")]
    public async Task Every_version_that_can_be_asked_is_listed(string path) =>
        Assert.Equal(
            ["1", "2"],
            (await _api.GetAsync(path)).Body.GetProperty("versions").EnumerateArray().Select(version => version.GetString())
        );

    [Fact]
    public async Task A_version_that_does_not_serve_says_so_and_its_rows_are_no_traffic()
    {
        var (_, other) = await _api.PostAsync("/v2/models/bikes/versions/2/infer", Tensor("FP64", "1"));
        var (_, serving) = await _api.PostAsync("/v2/models/bikes/versions/1/infer", Tensor("FP64", "1"));
        await _api.Serving.Log.FlushAsync();

        Assert.Contains("Version 2 does not serve", Text(other.GetProperty("parameters"), "notes"));
        Assert.False(serving.TryGetProperty("parameters", out _));
        var now = _api.Serving.Stores.Time.GetUtcNow();
        await foreach (var batch in _api.Serving.Log.ReadAsync("bikes", now.AddDays(-1), now.AddDays(1)))
        {
            Assert.Equal(
                batch.Header.Version == 1 ? (ServingRole.Champion, Slot.Blue) : (ServingRole.Requested, null),
                (batch.Header.Role, batch.Header.Slot)
            );
        }
    }

    [Fact]
    public async Task A_champion_that_cannot_be_loaded_makes_model_and_server_not_ready()
    {
        var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        await fixture.ServeAsync();
        var champion = (await fixture.Serving.Stores.Registry.FindAsync("churn", 1))!;
        var blob = fixture
            .Serving.Stores.Blobs.ListAsync("artifacts")
            .ToBlockingEnumerable()
            .Single(one => one.Name.EndsWith(champion.Artifact, StringComparison.Ordinal));
        await fixture.Serving.Stores.Blobs.DeleteAsync(blob.Container, blob.Name);

        var (server, model) = (await fixture.GetAsync("/v2/health/ready"), await fixture.GetAsync("/v2/models/churn/ready"));

        Assert.Equal(
            (503, false, "churn"),
            (server.Status, server.Body.GetProperty("ready").GetBoolean(), server.Body.GetProperty("models")[0].GetString())
        );
        Assert.Equal((503, false), (model.Status, model.Body.GetProperty("ready").GetBoolean()));
        Assert.Equal(200, (await fixture.GetAsync("/v2/models/bikes/ready")).Status);
        await fixture.DisposeAsync();
    }

    private static string Tensor(string datatype, string value) =>
        $$"""{"inputs": [{"name": "temp", "shape": [1], "datatype": "{{datatype}}", "data": [{{value}}]}]}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
