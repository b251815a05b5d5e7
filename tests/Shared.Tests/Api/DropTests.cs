using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class DropTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_file_put_is_a_file_dropped()
    {
        var response = await _api.Client.PutAsync("/api/data/bikes/hour.csv", new StringContent("temp,cnt\n1,2\n"));
        var (status, body) = await ApiFixture.ReadAsync(response);

        var run = body.GetProperty("run").GetString()!;
        Assert.Equal((202, $"/api/runs/{run}"), (status, response.Headers.Location!.OriginalString));
        var command = Assert.IsType<IngestCommand>(_api.Flows.Started[run]);
        Assert.Equal(("bikes", "bikes/hour.csv"), (command.Model, command.File));
        await using var file = await _api.Serving.Stores.Blobs.OpenReadAsync(StorageNames.IncomingContainer, "bikes/hour.csv");
        Assert.Equal("temp,cnt\n1,2\n", await new StreamReader(file!.Content).ReadToEndAsync());
        Assert.Equal(
            (200, "running"),
            (await _api.GetAsync($"/api/runs/{run}") is var (code, found) ? code : 0, found.GetProperty("status").GetString())
        );
    }

    [Fact]
    public async Task A_file_put_to_be_predicted_is_a_file_dropped_for_it()
    {
        var response = await _api.Client.PutAsync("/api/models/bikes/score/hour.csv", new StringContent("temp\n1\n"));
        var (status, body) = await ApiFixture.ReadAsync(response);

        var command = Assert.IsType<ScoreFileCommand>(_api.Flows.Started[body.GetProperty("run").GetString()!]);
        Assert.Equal((202, "bikes", "bikes/hour.csv"), (status, command.Model, command.File));
        Assert.NotNull(await _api.Serving.Stores.Blobs.FindAsync(StorageNames.ScoreContainer, "bikes/hour.csv"));
        Assert.Equal(404, (await _api.GetAsync("/api/models/bikes/score/hour.csv")).Item1);
    }

    [Theory]
    [InlineData("a.csv.predictions.csv")]
    [InlineData("a.csv.quarantine.csv")]
    [InlineData("a.csv.receipt.json")]
    public async Task What_the_product_writes_beside_a_file_cannot_be_put(string file)
    {
        var response = await _api.Client.PutAsync($"/api/models/bikes/score/{file}", new StringContent("temp\n1\n"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(_api.Flows.Started);
    }

    [Theory]
    [InlineData("CON.csv")]
    [InlineData("lpt1")]
    [InlineData(".hidden")]
    [InlineData("a.csv%20")]
    [InlineData("%20a.csv")]
    [InlineData("a.csv~")]
    public async Task A_file_name_that_some_system_cannot_keep_is_refused(string file)
    {
        var response = await _api.Client.PutAsync($"/api/data/bikes/{file}", new StringContent("temp\n1\n"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(_api.Flows.Started);
    }

    [Fact]
    public async Task The_predictions_of_a_file_are_given_out_as_csv()
    {
        await _api.Serving.Stores.Blobs.WriteAsync(
            StorageNames.ScoreContainer,
            "bikes/hour.csv.predictions.csv",
            new MemoryStream("line,prediction\n2,5\n"u8.ToArray())
        );

        var response = await _api.Client.GetAsync("/api/models/bikes/score/hour.csv");

        Assert.Equal(
            ("text/csv", "line,prediction\n2,5\n"),
            (response.Content.Headers.ContentType!.MediaType, await response.Content.ReadAsStringAsync())
        );
    }

    [Fact]
    public async Task A_file_may_be_put_for_another_target()
    {
        var put = await _api.Client.PutAsync(
            "/api/data/bikes/hour.csv?newTarget=true&label=temp&task=regression",
            new StringContent("temp,cnt\n1,2\n")
        );
        var (status, body) = await ApiFixture.ReadAsync(put);

        var command = Assert.IsType<IngestCommand>(_api.Flows.Started[body.GetProperty("run").GetString()!]);
        var definition = await _api.Services.Definitions.ReadAsync(command.Definition!);
        Assert.Equal((202, true), (status, command.NewTarget));
        Assert.Equal(("temp", ModelTask.Regression), (definition.Label, definition.Task));
        Assert.Equal(
            400,
            (int)(await _api.Client.PutAsync("/api/data/bikes/b.csv?task=guessing", new StringContent("temp,cnt\n1,2\n"))).StatusCode
        );
    }

    [Theory]
    [InlineData("bikes/hour.csv.receipt.json", 400)]
    [InlineData("Bikes/hour.csv", 400)]
    [InlineData("bikes/a%5Cb.csv", 400)]
    [InlineData("bikes/a%0Ab.csv", 400)]
    [InlineData("bikes/trailing.", 400)]
    public async Task A_name_that_is_not_allowed_writes_nothing(string path, int status)
    {
        var (found, _) = await ApiFixture.ReadAsync(await _api.Client.PutAsync($"/api/data/{path}", new StringContent("x")));

        Assert.Equal(status, found);
        await foreach (var blob in _api.Serving.Stores.Blobs.ListAsync(StorageNames.IncomingContainer))
        {
            Assert.Fail($"{blob.Name} was written.");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_beyond_the_bound_is_413_and_leaves_the_old_one_untouched(bool says)
    {
        await _api.Client.PutAsync("/api/data/bikes/hour.csv", new StringContent("old"));
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 1_001))));
        content.Headers.ContentLength = says ? 1_001 : null;
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/data/bikes/hour.csv") { Content = content };
        request.Headers.TransferEncodingChunked = !says;

        Assert.Equal(413, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Equal(3, (await _api.Serving.Stores.Blobs.FindAsync(StorageNames.IncomingContainer, "bikes/hour.csv"))!.Length);
    }

    /// <summary>A chunk whose size no number holds: the bytes as a client that means no good sends them.</summary>
    [Theory]
    [InlineData("POST /api/models/bikes/predict", "FFFFFFFFFFFFFFFFF")]
    [InlineData("PUT /api/data/bikes/a.csv", "FFFFFFFFFFFFFFFFF")]
    [InlineData("POST /api/models/bikes/retrain", "80000000")]
    [InlineData("POST /api/models/bikes/retrain", "zz")]
    public async Task A_chunk_of_an_impossible_size_is_a_bad_request(string route, string size)
    {
        await _api.ServeAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(_api.Client.BaseAddress!.Host, _api.Client.BaseAddress.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{route} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\nabc\r\n0\r\n\r\n")
        );
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync());
    }
}
