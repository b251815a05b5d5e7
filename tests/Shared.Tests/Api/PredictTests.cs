using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class PredictTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public PredictTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("predict", """{"rows": [{"temp": 1, "name": "ann"}]}""")]
    [InlineData("invocations", """{"dataframe_records": [{"temp": 1, "name": "ann"}]}""")]
    public async Task A_dropped_column_may_come_with_a_row_and_is_not_read(string route, string body)
    {
        if (await _api.Serving.Stores.Registry.FindAsync("nameless", 1) is null)
        {
            await _api.Serving.ServeWithoutNameAsync("nameless");
        }

        var (status, answer) = await _api.PostAsync($"/api/models/nameless/{route}", body);

        Assert.Equal(200, status);
        Assert.DoesNotContain("ann", answer.GetRawText());
        Assert.Equal(400, (await _api.PostAsync($"/api/models/nameless/{route}", body.Replace("name\"", "nmae\""))).Status);
    }

    [Fact]
    public async Task Rows_without_an_answer_are_counted_in_the_log_by_code_and_not_by_value()
    {
        await _api.PostAsync("/api/models/churn/predict", """{"rows": [{"temp": "secret words"}]}""");
        await _api.PostAsync("/api/models/churn/predict", """{"rows": [{}, {"temp": 1}]}""");
        await _api.Serving.Log.FlushAsync();

        var now = _api.Serving.Stores.Time.GetUtcNow();
        var batches = await _api.Serving.Log.ReadAsync("churn", now.AddDays(-1), now.AddDays(1)).ToListAsync();
        Assert.Contains(batches, batch => batch.Header.Refused.GetValueOrDefault(RefusalCode.Unreadable) == 1);
        Assert.Contains(batches, batch => batch.Header.Refused.GetValueOrDefault(RefusalCode.Unanswerable) == 2);
        Assert.DoesNotContain("secret", Json.Write(batches.Select(batch => batch.Header)));
    }

    [Fact]
    public async Task Rows_are_answered_in_order_with_version_and_id()
    {
        var (status, body) = await _api.PostAsync(
            "/api/models/bikes/predict",
            """{"rows": [{"temp": 1.5}, {"temp": null}, {"temp": 2, "cnt": 9}]}"""
        );

        Assert.Equal((200, "bikes", 1), (status, body.GetProperty("model").GetString(), body.GetProperty("version").GetInt32()));
        var rows = body.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal([1001.5, 1000, 1002], rows.Select(row => row.GetProperty("prediction").GetDouble()));
        Assert.Equal(3, rows.Select(row => row.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(1, row.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Asked_for_reasons_an_answer_says_what_each_column_added()
    {
        var (_, body) = await _api.PostAsync("/api/models/bikes/predict?explain=true", """{"rows": [{"temp": 1.5}]}""");

        var row = body.GetProperty("predictions")[0];
        Assert.Equal(1000, row.GetProperty("base").GetDouble());
        var reason = Assert.Single(row.GetProperty("reasons").EnumerateArray());
        Assert.Equal(("temp", 1.5), (reason.GetProperty("column").GetString(), reason.GetProperty("contribution").GetDouble()));
        Assert.False(
            (await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 1.5}]}"""))
                .Body.GetProperty("predictions")[0]
                .TryGetProperty("reasons", out _)
        );
    }

    [Fact]
    public async Task A_model_that_cannot_give_reasons_says_so_beside_its_answers()
    {
        var (status, body) = await _api.PostAsync("/api/models/odd/predict?explain=true", """{"rows": [{"temp": 1.5}]}""");

        Assert.Equal(
            (200, "A model of kind 'iforest' cannot tell what each column added."),
            (status, body.GetProperty("unexplained").GetString())
        );
        Assert.False(body.GetProperty("predictions")[0].TryGetProperty("reasons", out _));
        Assert.False(
            (await _api.PostAsync("/api/models/odd/predict", """{"rows": [{"temp": 1.5}]}""")).Body.TryGetProperty("unexplained", out _)
        );
    }

    [Fact]
    public async Task A_cluster_comes_with_its_distance_and_what_speaks_for_it_rather_than_for_the_next()
    {
        var (_, body) = await _api.PostAsync("/api/models/groups/predict?explain=true", """{"rows": [{"temp": 2.5}, {"temp": 10}]}""");

        var rows = body.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(
            [(0, 0.5), (1, 0)],
            rows.Select(row => (row.GetProperty("prediction").GetInt32(), row.GetProperty("distance").GetDouble()))
        );
        Assert.Equal([2, 4], rows.Select(row => row.GetProperty("reasons")[0].GetProperty("contribution").GetDouble()));
        var (_, tensors) = await _api.PostAsync(
            "/v2/models/groups/infer",
            """{"inputs": [{"name": "temp", "datatype": "FP64", "shape": [1], "data": [7.5]}]}"""
        );
        Assert.Equal(
            ["prediction", "distance", "prediction_id"],
            tensors.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task A_score_comes_with_whether_it_is_an_anomaly()
    {
        var (_, body) = await _api.PostAsync("/api/models/odd/predict", """{"rows": [{"temp": 4.9}, {"temp": 5.1}]}""");

        var rows = body.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal([false, true], rows.Select(row => row.GetProperty("anomaly").GetBoolean()));
        Assert.Equal([false, true], rows.Select(row => row.GetProperty("prediction").GetDouble() > 0.5));
        var (_, tensors) = await _api.PostAsync(
            "/v2/models/odd/infer",
            """{"inputs": [{"name": "temp", "datatype": "FP64", "shape": [2], "data": [4.9, 5.1]}]}"""
        );
        Assert.Equal(
            [false, true],
            tensors.GetProperty("outputs")[1].GetProperty("data").EnumerateArray().Select(value => value.GetBoolean())
        );
        Assert.Equal("BOOL", (await _api.GetAsync("/v2/models/odd")).Body.GetProperty("outputs")[1].GetProperty("datatype").GetString());
        Assert.False(
            (await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 1}]}"""))
                .Body.GetProperty("predictions")[0]
                .TryGetProperty("anomaly", out _)
        );
    }

    [Theory]
    [InlineData("bikes", """{"rows": []}""", 400, "no rows")]
    [InlineData("bikes", """{"rows": {}}""", 400, "rows are not a list. Found: an object")]
    [InlineData("bikes", """[]""", 400, "not what rows come in. Found: a list")]
    [InlineData("bikes", """{}""", 400, "rows are missing")]
    [InlineData("bikes", """{"rows": [{"temp": 1}], "options": 1}""", 400, "'options'")]
    [InlineData("bikes", """{"rows": [{"temp": "warm"}]}""", 400, "'temp' has a value of the wrong type")]
    [InlineData("bikes", """{"rows": [{"tmep": 1}]}""", 400, "did you mean 'temp'")]
    [InlineData("bikes", """{"rows": [{"temp": 1e999}]}""", 400, "finite")]
    [InlineData("bikes", """{"rows": [{"temp": [[[[[[[[1]]]]]]]]}]}""", 400, "JSON")]
    [InlineData("bikes", """{"rows": [{"temp": 1}, {"temp": "\ud800"}]}""", 400, "rows[1]")]
    [InlineData("bikes", """{"rows": [{"\udc00": 1}]}""", 400, "not Unicode")]
    [InlineData("bikes", """{"rows": [{"temp": 1}], "rows": []}""", 400, "twice")]
    [InlineData("bikes", """{"rows": [""", 400, "JSON")]
    [InlineData("bikes", "", 400, "JSON")]
    [InlineData("bike", """{"rows": [{"temp": 1}]}""", 404, "Did you mean 'bikes'")]
    [InlineData("BIKES", """{"rows": [{"temp": 1}]}""", 400, "model name is not allowed")]
    [InlineData("..%2f..%2fetc", """{"rows": [{"temp": 1}]}""", 400, "model name is not allowed")]
    [InlineData("idle", """{"rows": [{"temp": 1}]}""", 409, "No version of 'idle' serves")]
    public async Task A_request_that_cannot_be_answered_gets_a_problem_that_says_what_to_mend(
        string model,
        string body,
        int status,
        string part
    )
    {
        var (found, problem) = await _api.PostAsync($"/api/models/{model}/predict", body);

        Assert.Equal((status, status), (found, problem.GetProperty("status").GetInt32()));
        Assert.Contains(part, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_flag_says_yes_or_no()
    {
        Assert.Equal(400, (await _api.PostAsync("/api/models/bikes/predict?explain=banana", """{"rows": [{"temp": 1}]}""")).Status);
        var (status, problem) = await _api.PostAsync("/api/models/bikes/predict?explain=", """{"rows": [{"temp": 1}]}""");
        Assert.Equal(
            (400, "nothing", "true or false"),
            (status, problem.GetProperty("found").GetString(), problem.GetProperty("expected").GetString())
        );
    }

    /// <summary>What curl sends unless it is told otherwise.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_is_read_whatever_type_it_says_it_is_of(string? said)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"rows": [{"temp": 1}]}"""));
        content.Headers.ContentType = said is null ? null : new(said);
        var plain = await _api.PostAsync("/api/models/bikes/predict", """{"rows": [{"temp": 1}]}""");

        Assert.Equal(200, plain.Status);
        Assert.Equal(200, (await ApiFixture.ReadAsync(await _api.Client.PostAsync("/api/models/bikes/predict", content))).Status);
    }

    [Theory]
    [InlineData(404, "There is no such route")]
    [InlineData(405, "GET, HEAD")]
    public async Task What_no_route_takes_is_explained_too(int status, string part)
    {
        var context = new DefaultHttpContext
        {
            Request = { Method = "DELETE", Path = "/api/nothing" },
            Response = { StatusCode = status, Body = new MemoryStream() },
        };
        context.Response.Headers.Allow = "GET, HEAD";
        await ApiEndpoints.ExplainAsync(context);

        Assert.Equal((status, "application/problem+json"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Contains(part, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    [Fact]
    public async Task A_problem_is_of_the_type_that_the_standard_names()
    {
        var response = await _api.Client.PostAsync(
            "/api/models/nothing/predict",
            new StringContent("{}", Encoding.UTF8, "application/json")
        );

        Assert.Equal(
            (HttpStatusCode.NotFound, "application/problem+json"),
            (response.StatusCode, response.Content.Headers.ContentType!.MediaType)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_its_bound_is_413_whether_or_not_it_says_its_length(bool says)
    {
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', 5_000))));
        content.Headers.ContentLength = says ? 5_000 : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/models/bikes/predict") { Content = content };
        request.Headers.TransferEncodingChunked = !says;

        var response = await _api.Client.SendAsync(request);

        Assert.Equal((413, true), ((await ApiFixture.ReadAsync(response)).Status, response.Headers.ConnectionClose));
        Assert.Equal(
            413,
            (
                await _api.PostAsync("/api/models/bikes/predict", $$"""{"rows": [{{string.Join(",", Enumerable.Repeat("{}", 21))}}]}""")
            ).Status
        );
    }
}
