using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Models;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Shared.Tests.Serving;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>What an answer says of rows that are not as the training data were.</summary>
public sealed class InputNotesTests : IAsyncLifetime
{
    private static readonly ColumnSchema[] Schema =
    [
        new("zone", ColumnType.Text, ColumnRole.Feature),
        new("email", ColumnType.Text, ColumnRole.Feature),
        new("temp", ColumnType.Number, ColumnRole.Feature),
        new("cnt", ColumnType.Number, ColumnRole.Label),
        new("ticket", ColumnType.Text, ColumnRole.Id),
    ];

    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await ServeAsync("rents", new());
        await ServeAsync("known", new() { Unseen = InputPolicy.Refuse });
        await ServeAsync("whole", new() { Missing = InputPolicy.Refuse });
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Rows_like_those_of_training_bring_no_notes()
    {
        var (status, body) = await PredictAsync(
            "rents",
            """{"zone": "1", "email": "ada", "temp": 1}, {"zone": null, "email": null, "temp": null}"""
        );

        Assert.Equal(200, status);
        Assert.False(
            body.TryGetProperty("notes", out _)
                || body.TryGetProperty("missing", out _)
                || body.GetProperty("predictions")[0].TryGetProperty("notes", out _)
        );
    }

    [Fact]
    public async Task A_level_never_seen_is_noted_for_the_request_and_for_its_row()
    {
        var (_, body) = await PredictAsync(
            "rents",
            """{"zone": "gold", "email": "ada", "temp": 1}, {"zone": 2139, "email": "eve", "temp": 1}"""
        );

        Assert.Equal(
            ["zone: 2 cells hold a level never seen in training.", "email: 1 cell holds a level never seen in training."],
            Texts(body, "notes")
        );
        Assert.Equal(["zone: 'gold' was never seen in training."], Texts(body.GetProperty("predictions")[0], "notes"));
        Assert.Equal(
            ["zone: '2139' was never seen in training; '02139' was.", "email: a level was never seen in training."],
            Texts(body.GetProperty("predictions")[1], "notes")
        );
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("\"1.0\"")]
    [InlineData("1")]
    public async Task A_whole_float_is_the_code_that_the_file_spelled(string zone) =>
        Assert.False(
            (await PredictAsync("rents", $$"""{"zone": {{zone}}, "email": "ada", "temp": 1}""")).Body.TryGetProperty("notes", out _)
        );

    [Fact]
    public async Task A_column_that_no_row_has_is_missing_and_one_that_some_lack_is_noted_by_row()
    {
        var (_, body) = await PredictAsync("rents", """{"temp": 1, "zone": "1"}, {"temp": 1}""");

        Assert.Equal(["email"], Texts(body, "missing"));
        Assert.Equal(
            ["The rows have no 'email', which the model answers from: missing in every row.", "zone: 1 row lacks it; taken as missing."],
            Texts(body, "notes")
        );
        Assert.Equal(["The row has no 'email'; taken as missing."], Texts(body.GetProperty("predictions")[0], "notes"));
        Assert.Equal(
            ["The row has no 'email'; taken as missing.", "zone: the row lacks it; taken as missing."],
            Texts(body.GetProperty("predictions")[1], "notes")
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ticket": "a", "cnt": 1}""")]
    [InlineData("""{"temp": 1}, {}""")]
    public async Task A_row_with_none_of_the_inputs_is_refused(string rows)
    {
        var (status, problem) = await PredictAsync("rents", rows);

        Assert.Equal((400, "zone, email, temp"), (status, problem.GetProperty("expected").GetString()));
    }

    [Fact]
    public async Task The_inference_protocol_says_the_same_in_parameters()
    {
        var (_, body) = await _api.PostAsync(
            "/v2/models/rents/infer",
            """{"inputs": [{"name": "zone", "shape": [1], "datatype": "BYTES", "data": ["gold"]}]}"""
        );
        var parameters = body.GetProperty("parameters");

        Assert.Equal("""["email","temp"]""", parameters.GetProperty("missing").GetString());
        Assert.Contains("zone: 1 cell holds a level never seen", parameters.GetProperty("notes").GetString());
        Assert.Equal(
            400,
            (
                await _api.PostAsync(
                    "/v2/models/rents/infer",
                    """{"inputs": [{"name": "ticket", "shape": [1], "datatype": "BYTES", "data": ["a"]}]}"""
                )
            ).Status
        );
    }

    [Fact]
    public async Task Invocations_say_the_same()
    {
        var (_, body) = await _api.PostAsync("/api/models/rents/invocations", """{"dataframe_records": [{"zone": 1.0}]}""");

        Assert.Equal(["email", "temp"], Texts(body, "missing"));
        Assert.Single(Texts(body, "notes"));
    }

    [Theory]
    [InlineData("known", """{"zone": "gold"}""", "serving.unseen")]
    [InlineData("whole", """{"zone": "gold", "temp": 1}""", "serving.missing")]
    [InlineData("whole", """{"zone": "1", "temp": 1, "email": "ada"}, {"zone": "1", "temp": 1}""", "serving.missing")]
    public async Task A_definition_may_have_them_refused(string model, string rows, string setting)
    {
        var (status, problem) = await PredictAsync(model, rows);

        Assert.Equal(400, status);
        Assert.Contains(setting, problem.GetProperty("expected").GetString());
    }

    [Theory]
    [InlineData("known", """{"zone": "1"}""")]
    [InlineData("whole", """{"zone": "gold", "temp": 1, "email": null}""")]
    public async Task What_the_policy_does_not_name_is_answered(string model, string rows) =>
        Assert.Equal(200, (await PredictAsync(model, rows)).Status);

    [Fact]
    public async Task A_tensor_takes_all_inputs_in_the_signatures_order()
    {
        var (status, body) = await _api.PostAsync(
            "/v2/models/rents/infer",
            """{"inputs": [{"name": "any", "shape": [2, 3], "datatype": "BYTES", "data": ["1", "ada", "2", "1", "ada", "3"]}]}"""
        );
        var (refused, problem) = await _api.PostAsync(
            "/v2/models/rents/infer",
            """{"inputs": [{"name": "any", "shape": [1, 3], "datatype": "FP64", "data": [[1, 2, 3]]}]}"""
        );

        Assert.Equal((200, 2), (status, body.GetProperty("outputs")[0].GetProperty("data").GetArrayLength()));
        Assert.False(body.TryGetProperty("parameters", out _));
        Assert.Equal(
            1,
            body.GetProperty("outputs")[0].GetProperty("data")[1].GetDouble()
                - body.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble()
        );
        Assert.Equal(
            (400, "the 3 inputs in this order: zone (BYTES), email (BYTES), temp (FP64)"),
            (refused, problem.GetProperty("expected").GetString())
        );
    }

    private Task<(int Status, JsonElement Body)> PredictAsync(string model, string rows) =>
        _api.PostAsync($"/api/models/{model}/predict", $$"""{"rows": [{{rows}}]}""");

    private static IEnumerable<string?> Texts(JsonElement body, string name) =>
        body.GetProperty(name).EnumerateArray().Select(text => text.GetString());

    /// <summary>The training data had the zones 1 and 02139 and one address, which is private.</summary>
    private async Task ServeAsync(string model, ServingDefinition serving)
    {
        var fixture = _api.Serving.Stores;
        var plain = ServingFixture.Model(1);
        var trained = new TrainedModel
        {
            Task = plain.Task,
            Classes = [],
            Label = "cnt",
            Signature = Schema[..3],
            Plan = plain.Plan,
            Model = plain.Model,
            Levels = KnownLevels.Of(
                new([new TextColumn("zone", [0, 1], ["1", "02139"]), new TextColumn("email", [0, 0], [ServingFixture.Hashed("ada")])], 2),
                Schema[..2]
            ),
        };
        var artifact = await fixture.Artifacts.WriteAsync(trained.Write);
        var registration = RegistryFixture.Registration($"{model}-1", model, artifact);
        var version = await fixture.Registry.RegisterAsync(
            registration with
            {
                Dataset = registration.Dataset with { Schema = Schema },
                Definition = new()
                {
                    Serving = serving,
                    Columns = new Dictionary<string, ColumnDefinition> { ["email"] = new(Pii: PiiHandling.Hash) },
                },
            }
        );
        await _api.Serving.PromoteAsync(version.Number, model);
    }
}
