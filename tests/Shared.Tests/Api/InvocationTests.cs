using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>MLflow's scoring protocol over the version that serves.</summary>
public sealed class InvocationTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public InvocationTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"dataframe_split": {"index": [0, 1], "columns": ["temp"], "data": [[1], [2.5]]}}""")]
    [InlineData("""{"dataframe_records": [{"temp": 1}, {"temp": 2.5}], "params": {"a": 1}}""")]
    [InlineData("""{"instances": [{"temp": 1}, {"temp": 2.5}]}""")]
    [InlineData("""{"instances": [[1], [2.5]]}""")]
    [InlineData("""{"instances": [1, 2.5], "signature_name": "serving_default"}""")]
    [InlineData("""{"inputs": {"temp": [1, 2.5]}}""")]
    [InlineData("""{"inputs": {"temp": [[1], [2.5]]}}""")]
    [InlineData("""{"inputs": [[1], [2.5]]}""")]
    [InlineData("""{"inputs": [{"temp": 1}, {"temp": 2.5}]}""")]
    public async Task Every_shape_means_the_same_rows(string body)
    {
        var (status, answer) = await _api.PostAsync("/api/models/bikes/invocations", body);

        Assert.Equal((200, """{"predictions":[1001,1002.5]}"""), (status, answer.GetRawText()));
    }

    [Fact]
    public async Task Csv_is_read_as_a_file_is()
    {
        var (status, answer) = await CsvAsync("temp\n1\nwarm\n");

        Assert.Equal((200, "[1001,1000]"), (status, answer.GetProperty("predictions").GetRawText()));
        Assert.Contains("line 3, column 'temp'", answer.GetProperty("notes")[0].GetString());
    }

    [Theory]
    [InlineData("temp\n1\n2,3\n")]
    [InlineData("temp\n")]
    [InlineData("other\n1\n")]
    [InlineData("")]
    public async Task A_csv_of_which_not_every_row_can_be_answered_is_refused(string csv) =>
        Assert.Equal(400, (await CsvAsync(csv)).Status);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"rows": [{"temp": 1}]}""")]
    [InlineData("""{"instances": [[1]], "inputs": [[1]]}""")]
    [InlineData("""{"instances": []}""")]
    [InlineData("""{"instances": 5}""")]
    [InlineData("""{"instances": [[1, 2]]}""")]
    [InlineData("""{"instances": [{"temp": 1}, [1]]}""")]
    [InlineData("""{"dataframe_records": {"temp": [1]}}""")]
    [InlineData("""{"dataframe_records": [[1]]}""")]
    [InlineData("""{"dataframe_split": {"columns": ["temp"]}}""")]
    [InlineData("""{"dataframe_split": {"columns": ["temp"], "data": [[1, 2]]}}""")]
    [InlineData("""{"dataframe_split": {"columns": ["temp", "temp"], "data": [[1, 2]]}}""")]
    [InlineData("""{"dataframe_split": {"columns": [null], "data": [[1]]}}""")]
    [InlineData("""{"dataframe_split": {"columns": ["tmp"], "data": [[1]]}}""")]
    [InlineData("""{"inputs": {"temp": [1], "cnt": [1, 2]}}""")]
    [InlineData("""{"inputs": {}}""")]
    [InlineData("""{"instances": [[[1, 2]]]}""")]
    public async Task What_is_no_such_shape_is_refused(string body) =>
        Assert.Equal(400, (await _api.PostAsync("/api/models/bikes/invocations", body)).Status);

    [Fact]
    public async Task More_rows_than_a_request_may_have_are_refused() =>
        Assert.Equal(
            413,
            (
                await _api.PostAsync(
                    "/api/models/bikes/invocations",
                    $$"""{"instances": [{{string.Join(",", Enumerable.Repeat("1", 21))}}]}"""
                )
            ).Status
        );

    [Fact]
    public async Task Classes_are_answered_by_name()
    {
        var (_, answer) = await _api.PostAsync("/api/models/churn/invocations", """{"instances": [[5]]}""");

        Assert.Equal("""["yes"]""", answer.GetProperty("predictions").GetRawText());
    }

    private async Task<(int Status, JsonElement Body)> CsvAsync(string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv") { CharSet = "utf-8" });
        return await ApiFixture.ReadAsync(await _api.Client.PostAsync("/api/models/bikes/invocations", content));
    }
}
