using System.Net;

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
    public async Task A_version_that_does_not_exist_is_not_found()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.GetAsync("/api/models/bikes/versions/9/onnx")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.GetAsync("/api/models/bike/versions/1/onnx")).StatusCode);
    }
}
