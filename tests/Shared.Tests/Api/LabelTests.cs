using System.Net.Http.Headers;
using System.Text;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>Predictions worth a label go out, the least confident first; labels come back by id.</summary>
public sealed class LabelTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.ServeAsync();
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_least_confident_come_first_and_a_label_takes_one_away()
    {
        var ids = await PredictAsync("churn", "2", "-0.1", "0.5", "-3");
        var open = await LabelsAsync("churn");

        Assert.Equal([ids[1], ids[2], ids[0], ids[3]], open.Select(one => one.Id));
        Assert.Equal(open.Select(one => one.Confidence).Order(), open.Select(one => one.Confidence));
        Assert.Equal("-0.1", open[0].Inputs["temp"]);

        var (status, body) = await PutAsync("churn", "application/json", $$"""[{"id": "{{ids[1]}}", "actual": "yes"}]""");

        Assert.Equal((200, 1), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal([ids[2], ids[0], ids[3]], (await LabelsAsync("churn")).Select(one => one.Id));
        Assert.Equal([ids[2]], (await LabelsAsync("churn", "?limit=1")).Select(one => one.Id));
    }

    [Fact]
    public async Task A_spreadsheet_goes_out_and_comes_back()
    {
        await _api.Serving.ServeClassesAsync("signs", "=no", "=yes");
        var ids = await PredictAsync("signs", "2", "0.5");
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/models/signs/labels");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var lines = (await (await _api.Client.SendAsync(request)).Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("id,prediction,confidence,actual,temp", lines[0]);
        Assert.StartsWith($"{ids[1]},'=", lines[1]);
        var filled = $"{lines[0]}\n{ids[1]},'=no,0.5,'=yes,1\n{ids[0]},'=no,0.5,,1\n";
        var (status, body) = await PutAsync("signs", "text/csv", filled);

        Assert.Equal((200, 1), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal("=yes", (await _api.Serving.Feedback.FindAsync("signs", ids[1]))!.Actual);
        Assert.Equal([ids[0]], (await LabelsAsync("signs")).Select(one => one.Id));
    }

    [Theory]
    [InlineData("churn", "text/csv", "id,truth\na,b\n", 400, "actual")]
    [InlineData("churn", "text/csv", "id,actual\na,\n", 400, "No row says")]
    [InlineData("churn", "application/json", "{}", 400, "not a list")]
    public async Task A_file_without_labels_is_refused_by_what_it_lacks(
        string model,
        string type,
        string content,
        int expected,
        string part
    )
    {
        var (status, body) = await PutAsync(model, type, content);

        Assert.Equal(expected, status);
        Assert.Contains(part, body.GetRawText());
    }

    [Fact]
    public async Task Clusters_cannot_be_labelled()
    {
        await PredictAsync("groups", "3");

        Assert.Equal(422, (await _api.GetAsync("/api/models/groups/labels")).Status);
        Assert.Equal(404, (await _api.GetAsync("/api/models/nobody/labels")).Status);
    }

    [Fact]
    public async Task Numbers_come_in_one_order_whatever_the_limit_and_a_known_one_does_not_come()
    {
        var ids = await PredictAsync("bikes", [.. Enumerable.Range(0, 5).Select(i => $"{i}")]);
        var all = await LabelsAsync("bikes");

        Assert.Equal(ids.Order(), all.Select(one => one.Id).Order());
        Assert.NotEqual(ids, all.Select(one => one.Id));
        Assert.Equal(all.Take(3).Select(one => one.Id), (await LabelsAsync("bikes", "?limit=3")).Select(one => one.Id));
        Assert.All(all, one => Assert.Null(one.Confidence));
    }

    private async Task<string[]> PredictAsync(string model, params string[] temps)
    {
        var rows = string.Join(',', temps.Select(temp => $$"""{"temp": {{temp}}}"""));
        var (_, body) = await _api.PostAsync($"/api/models/{model}/predict", $$"""{"rows": [{{rows}}]}""");
        await _api.Serving.Log.FlushAsync();
        return [.. body.GetProperty("predictions").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];
    }

    private async Task<IReadOnlyList<UnlabelledPrediction>> LabelsAsync(string model, string query = "") =>
        Json.Read<List<UnlabelledPrediction>>(
            (await _api.GetAsync($"/api/models/{model}/labels{query}")).Body.GetProperty("predictions").GetRawText()
        );

    private async Task<(int Status, System.Text.Json.JsonElement Body)> PutAsync(string model, string type, string content)
    {
        using var body = new StringContent(content, Encoding.UTF8, type);
        using var answer = await _api.Client.PutAsync($"/api/models/{model}/labels", body);
        return ((int)answer.StatusCode, System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
