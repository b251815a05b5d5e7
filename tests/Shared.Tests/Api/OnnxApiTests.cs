using System.Net;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class OnnxApiTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.Serving.RegisterAsync("run-1");
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_version_is_downloaded_as_a_file_that_says_where_it_comes_from()
    {
        using var answer = await _api.Client.GetAsync("/api/models/bikes/versions/1/onnx");
        var file = await answer.Content.ReadAsStringAsync();

        Assert.Equal(
            (HttpStatusCode.OK, "application/octet-stream", "bikes-1.onnx"),
            (
                answer.StatusCode,
                answer.Content.Headers.ContentType!.MediaType,
                answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')
            )
        );
        Assert.Contains("ai.onnx.ml", file);
        Assert.Contains("sha256:", file);
    }

    [Fact]
    public async Task A_model_from_elsewhere_starts_one_run_for_a_key_with_who_why_and_the_file()
    {
        var file = await _api.Client.GetByteArrayAsync("/api/models/bikes/versions/1/onnx");

        var first = await PutAsync("june.onnx?by=ada&reason=from%20research", file, key: "k1");
        var again = await PutAsync("june.onnx?by=ada&reason=from%20research", file, key: "k1");
        var other = await PutAsync("june.onnx?by=ada", [.. file, 0x70, 0x01], key: "k1");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var (run, command) = Assert.Single(_api.Flows.Started);
        var train = Assert.IsType<TrainCommand>(command);
        Assert.Equal($"/api/runs/{run}", first.Headers.Location!.ToString());
        Assert.Equal(
            (RunTrigger.Register, "ada", "from research", "june.onnx", (long)file.Length),
            (train.Trigger, train.By, train.Reason, train.Onnx!.File, train.Onnx.Bytes)
        );
        Assert.True(await _api.Services.Scorer.LoadAsync("bikes", 1) is not null); // What serves is not touched.
    }

    [Fact]
    public async Task A_file_that_is_no_model_a_part_of_one_and_an_unknown_model_are_refused_and_start_nothing()
    {
        var file = await _api.Client.GetByteArrayAsync("/api/models/bikes/versions/1/onnx");
        using var part = new ByteArrayContent(file) { Headers = { ContentRange = new(0, file.Length - 1, file.Length) } };

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("june.onnx", "no model"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("june.onnx", file[..(file.Length / 2)])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.Client.PutAsync("/api/models/bikes/onnx/june.onnx", part)).StatusCode);
        using var content = new ByteArrayContent(file);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.PutAsync("/api/models/cars/onnx/june.onnx", content)).StatusCode);
        Assert.Empty(_api.Flows.Started);
    }

    private async Task<HttpResponseMessage> PutAsync(string path, byte[] file, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/models/bikes/onnx/{path}")
        {
            Content = new ByteArrayContent(file),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _api.Client.SendAsync(request);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_not_found()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.GetAsync("/api/models/bikes/versions/9/onnx")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.GetAsync("/api/models/bike/versions/1/onnx")).StatusCode);
    }
}
