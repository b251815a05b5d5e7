using MLOpsFunctions.Shared.Tests.Api;

namespace MLOpsFunctions.Shared.Tests.Serving;

/// <summary>What turned out to be true, and bodies that say something else than what was asked for.</summary>
public sealed class FeedbackStoreTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public FeedbackStoreTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Nothing_can_turn_out_to_be_true_of_a_cluster()
    {
        var (_, body) = await _api.PostAsync("/api/models/groups/predict", """{"rows": [{"temp": 3}]}""");
        var id = body.GetProperty("predictions")[0].GetProperty("id").GetString();

        var (status, problem) = await _api.PostAsync("/api/models/groups/feedback", $$"""{"id": "{{id}}", "actual": 1}""");

        Assert.Equal(422, status);
        Assert.Contains("which finds clusters", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_turned_out_to_be_true_is_kept_by_the_predictions_id()
    {
        var (_, body) = await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 3}]}""");
        var id = body.GetProperty("predictions")[0].GetProperty("id").GetString();

        Assert.Equal(204, (await _api.PostAsync("/api/models/bikes/feedback", $$"""{"id": "{{id}}", "actual": 12.5}""")).Status);
        Assert.Equal(
            404,
            (await _api.PostAsync("/api/models/bikes/feedback", """{"id": "20260101000000-00000000-0-0", "actual": 12.5}""")).Status
        );
        Assert.Equal(404, (await _api.PostAsync("/api/models/idle/feedback", $$"""{"id": "{{id}}", "actual": 12.5}""")).Status);
    }

    [Fact]
    public async Task Another_value_for_the_same_prediction_is_a_conflict_and_the_first_stays()
    {
        var id = await PredictAsync("secret");
        string Body(string actual) => $$"""{"id": "{{id}}", "actual": "{{actual}}"}""";

        Assert.Equal(204, (await _api.PostAsync("/api/models/secret/feedback", Body("yes"))).Status);
        Assert.Equal(204, (await _api.PostAsync("/api/models/secret/feedback", Body("yes"))).Status);
        var (status, problem) = await _api.PostAsync("/api/models/secret/feedback", Body("no"));

        Assert.Equal(409, status);
        Assert.DoesNotContain("yes", problem.GetRawText());
        Assert.Equal([ServingFixture.Hashed("yes")], await KeptAsync("secret", id));
        Assert.Contains(
            await _api.Serving.Feedback.ConflictsAsync("secret").ToListAsync(),
            record => record.Id == id && record.Actual == ServingFixture.Hashed("no")
        );
    }

    [Theory]
    [InlineData("bikes", "\"NaN\"", "a finite number")]
    [InlineData("bikes", "1e999", "a finite number")]
    [InlineData("bikes", "\"many\"", "a finite number")]
    [InlineData("bikes", "true", "a finite number")]
    [InlineData("churn", "7", "'no', 'yes'")]
    [InlineData("churn", "\"NaN\"", "'no', 'yes'")]
    [InlineData("churn", "\"maybe\"", "'no', 'yes'")]
    [InlineData("churn", "\"ye\"", "Did you mean 'yes'?")]
    [InlineData("secret", "\"maybe\"", "one of the 2 classes")]
    [InlineData("odd", "\"NaN\"", "true or false")]
    [InlineData("odd", "0.5", "true or false")]
    [InlineData("odd", "\"yes\"", "true or false")]
    public async Task What_the_label_can_never_be_is_refused_and_not_kept(string model, string actual, string expected)
    {
        var id = await PredictAsync(model);

        var (status, problem) = await _api.PostAsync($"/api/models/{model}/feedback", $$"""{"id": "{{id}}", "actual": {{actual}}}""");

        Assert.Equal((400, "body, $.actual"), (status, problem.GetProperty("where").GetString()));
        Assert.Contains(expected, problem.GetProperty("detail").GetString());
        Assert.Empty(await KeptAsync(model, id));
    }

    [Theory]
    [InlineData("bikes", "12.50", "12.5")]
    [InlineData("bikes", "\"-3e2\"", "-300")]
    [InlineData("churn", "\"yes\"", "yes")]
    [InlineData("churn", "\"No\"", "no")]
    [InlineData("churn", "true", "yes")]
    [InlineData("churn", "false", "no")]
    [InlineData("churn", "\"FALSE\"", "no")]
    [InlineData("churn", "1.0", "yes")]
    [InlineData("levels", "2.0", "2")]
    [InlineData("odd", "true", "true")]
    [InlineData("odd", "0", "0")]
    public async Task What_is_kept_is_written_as_the_label_is(string model, string actual, string kept)
    {
        var id = await PredictAsync(model);

        Assert.Equal(204, (await _api.PostAsync($"/api/models/{model}/feedback", $$"""{"id": "{{id}}", "actual": {{actual}}}""")).Status);

        Assert.Equal([kept], await KeptAsync(model, id));
    }

    [Theory]
    [InlineData("id,actual\n{0},12.5\n{1},\nnobody,1\n")]
    [InlineData("actual;id\r\n12.5;{0}\r\n;{1}\r\n1;nobody\r\n")]
    [InlineData("\uFEFF\"id\"\t\"note\"\t\"actual\"\n\"{0}\"\tx\t12.5\n{1}\tx\t\nnobody\tx\t1\n")]
    public async Task A_table_is_answered_row_by_row(string table)
    {
        var (first, second) = (await PredictAsync("bikes"), await PredictAsync("bikes"));
        using var content = new StringContent(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, table, first, second),
            System.Text.Encoding.UTF8,
            "text/csv"
        );

        var (status, body) = await ApiFixture.ReadAsync(await _api.Client.PostAsync("/api/models/bikes/feedback", content));
        var answers = body.GetProperty("answers").EnumerateArray().ToList();

        Assert.Equal((200, 1), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal([first, "nobody"], answers.Select(answer => answer.GetProperty("id").GetString()));
        Assert.Equal(404, answers[1].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Equal(["12.5"], await KeptAsync("bikes", first));
        Assert.Empty(await KeptAsync("bikes", second));
    }

    [Fact]
    public async Task A_list_is_answered_one_by_one_and_what_is_wrong_keeps_nothing_else_out()
    {
        var (first, second, third) = (await PredictAsync("bikes"), await PredictAsync("bikes"), await PredictAsync("bikes"));

        var (status, body) = await _api.PostAsync(
            "/api/models/bikes/feedback",
            $$"""
            [{"id": "{{first}}", "actual": 12.5}, {"id": "{{second}}", "actual": "many"}, {"id": "nobody", "actual": 1}, 7,
            {"id": "{{third}}"}, {"id": "{{third}}", "actual": 3}]
            """
        );
        var answers = body.GetProperty("answers").EnumerateArray().ToList();

        Assert.Equal((200, 2), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal([true, false, false, false, false, true], answers.Select(answer => answer.GetProperty("accepted").GetBoolean()));
        Assert.Equal(
            [null, "a finite number", null, "an object", "a number, or a class by name", null],
            answers.Select(answer =>
                answer.TryGetProperty("problem", out var problem) && problem.TryGetProperty("expected", out var expected)
                    ? expected.GetString()
                    : null
            )
        );
        Assert.Equal(["12.5"], await KeptAsync("bikes", first));
        Assert.Empty(await KeptAsync("bikes", second));
        Assert.Equal(["3"], await KeptAsync("bikes", third));
    }

    [Fact]
    public async Task A_private_label_is_kept_as_the_data_keep_it_and_never_repeated()
    {
        var id = await PredictAsync("secret");

        Assert.Equal(204, (await _api.PostAsync("/api/models/secret/feedback", $$"""{"id": "{{id}}", "actual": "yes"}""")).Status);

        Assert.Equal([ServingFixture.Hashed("yes")], await KeptAsync("secret", id));
        Assert.DoesNotContain(
            "maybe",
            (await _api.PostAsync("/api/models/secret/feedback", $$"""{"id": "{{id}}", "actual": "maybe"}""")).Body.GetRawText()
        );
    }

    [Theory]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": 1, "when": 2}""", "'when'", "id, actual")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actul": 1}""", "'actul'", "Did you mean 'actual'?")]
    [InlineData("/api/models/bikes/feedback", """{"id": 5, "actual": 1}""", "$.id", "a text")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": []}""", "'actual' is not usable. Found: a list", "$.actual")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": {}}""", "'actual' is not usable. Found: an object", "$.actual")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": null}""", "'actual' is missing", "$.actual")]
    [InlineData("/api/models/bikes/feedback", """[]""", "There are no rows", "1 to")]
    [InlineData("/api/models/bikes/feedback", """[{"id": "a"}""", "JSON", "body")]
    [InlineData("/api/models/bikes/feedback", """5""", "a number", "an object")]
    [InlineData("/api/models/bikes/feedback", """{"id": "\ud800", "actual": 1}""", "Unicode", "whole characters")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": "\ud800"}""", "$.actual", "whole characters")]
    [InlineData("/api/models/bikes/feedback", """{"id": """, "JSON", "$.id")]
    [InlineData("/api/models/bikes/retrain", """{"by": "me", "whom": "me"}""", "'whom'", "by, reason, reproduce")]
    [InlineData("/api/models/bikes/rollback", """{"by": ["me"]}""", "a list", "$.by")]
    [InlineData("/api/runs/r/approval", """{"approved": "yes"}""", "a text", "true or false")]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"name": "temp", "shape": ["1"], "datatype": "FP64", "data": [1]}]}""",
        "$.inputs[0].shape[0]",
        "a whole number"
    )]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": {}}]}""",
        "an object as data",
        "a list"
    )]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": ["1"]}]}""",
        "Found: a text",
        "data[0]"
    )]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"name": "temp", "shape": [1], "datatype": "BYTES", "data": [1]}]}""",
        "Found: 1",
        "in quotes"
    )]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"nam": "temp"}]}""",
        "A tensor is not described",
        "name, shape, datatype and data"
    )]
    public async Task A_body_of_another_shape_is_explained_in_the_contracts_words(string path, string body, string part, string other)
    {
        var (status, problem) = await _api.PostAsync(path, body);

        Assert.Equal(400, status);
        var detail = problem.GetProperty("detail").GetString()!;
        Assert.Contains(part, detail);
        Assert.Contains(other, detail);
        Assert.All(["MLOpsFunctions", "System.", ".NET", "Request"], name => Assert.DoesNotContain(name, detail));
    }

    private async Task<string> PredictAsync(string model) =>
        (await _api.PostAsync($"/api/models/{model}/predict", """{"rows": [{"temp": 3}]}"""))
            .Body.GetProperty("predictions")[0]
            .GetProperty("id")
            .GetString()!;

    private async Task<IReadOnlyList<string>> KeptAsync(string model, string id) =>
        [
            .. (await _api.Serving.Feedback.ReadAsync(model, DateTimeOffset.MinValue, DateTimeOffset.MaxValue.AddDays(-1)).ToListAsync())
                .Where(record => record.Id == id)
                .Select(record => record.Actual),
        ];
}
