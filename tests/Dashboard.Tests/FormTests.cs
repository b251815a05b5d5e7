using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class FormTests : IAsyncLifetime
{
    private readonly DashboardFixture _site = new();

    public async Task InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.Runs.RecordAsync(
            new()
            {
                Run = "m-1",
                Model = "m",
                Trigger = RunTrigger.Drop,
                By = "Ann",
                Started = TimeProvider.System.GetUtcNow(),
                Status = RunStatus.AwaitingApproval,
            }
        );
    }

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task An_approval_is_signalled_once_and_leads_to_the_run()
    {
        var token = await _site.TokenAsync("/runs/m-1", "/runs/m-1/decide/approve");

        using var first = await ApproveAsync(token);
        using var second = await ApproveAsync(token);

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal("/runs/m-1?done=approve", first.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("This run has been answered", await second.Content.ReadAsStringAsync());
        Assert.All(_site.Engine.Signals, signal => Assert.Equal(new Approval(true, "Bob", null), signal.Value));
        Assert.Contains("Approved.", await _site.Client.GetStringAsync("/runs/m-1?done=approve"));
        Assert.DoesNotContain("role=\"status\"", await _site.Client.GetStringAsync("/runs/m-1?done=anything"));
    }

    [Fact]
    public async Task A_form_without_a_token_or_from_another_site_does_nothing()
    {
        var token = await _site.TokenAsync("/runs/m-1", "/runs/m-1/decide/approve");

        using var without = await _site.PostAsync("/runs/m-1/decide/approve", ("by", "Bob"));
        using var forged = await ApproveAsync(new string('A', token.Length));
        using var other = new HttpRequestMessage(HttpMethod.Post, "/runs/m-1/decide/approve")
        {
            Content = new FormUrlEncodedContent([new("_token", token), new("by", "Bob")]),
        };
        other.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var crossed = await _site.Client.SendAsync(other);

        Assert.All([without, forged, crossed], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Empty(_site.Engine.Signals);
    }

    [Fact]
    public async Task A_form_needs_a_name_a_decision_a_reason_and_the_address_of_its_level()
    {
        var token = await _site.TokenAsync("/runs/m-1", "/runs/m-1/decide/reject");

        using var nameless = await _site.PostAsync("/runs/m-1/decide/reject", ("_token", token), ("reason", "no"));
        using var groundless = await _site.PostAsync("/runs/m-1/decide/reject", ("_token", token), ("by", "Bob"));
        using var elsewhere = await _site.PostAsync("/runs/m-1/do/reject", ("_token", token), ("by", "Bob"), ("reason", "no"));
        using var document = await _site.Client.PostAsync(
            "/runs/m-1/decide/reject",
            new StringContent("{}", Encoding.UTF8, "application/json")
        );

        Assert.Equal(HttpStatusCode.BadRequest, nameless.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, groundless.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, document.StatusCode);
        Assert.Empty(_site.Engine.Signals);
    }

    [Fact]
    public async Task A_file_is_stored_and_its_run_started()
    {
        using var answer = await UploadAsync(await _site.TokenAsync("/", "/upload"), "bikes", "C:\\temp\\may 1.csv");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.StartsWith("/runs/bikes-", answer.Headers.Location!.OriginalString);
        Assert.Single(_site.Engine.Started);
        await using var stored = await _site.Blobs.OpenReadAsync(StorageNames.IncomingContainer, "bikes/may 1.csv");
        Assert.Equal("a,y\n1,2\n", await new StreamReader(stored!.Content).ReadToEndAsync());
    }

    [Theory]
    [InlineData("", "bikes", "x.csv", HttpStatusCode.Forbidden)]
    [InlineData(null, "NO!", "x.csv", HttpStatusCode.BadRequest)]
    [InlineData(null, "bikes", "x.receipt.json", HttpStatusCode.BadRequest)]
    [InlineData(null, "bikes", "..", HttpStatusCode.BadRequest)]
    public async Task A_file_that_may_not_be_taken_is_refused_on_the_page(string? token, string model, string file, HttpStatusCode status)
    {
        using var answer = await UploadAsync(token ?? await _site.TokenAsync("/", "/upload"), model, file);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("role=\"alert\"", await answer.Content.ReadAsStringAsync());
        Assert.Empty(_site.Engine.Started);
    }

    [Fact]
    public async Task A_body_that_is_no_upload_is_refused_on_the_page()
    {
        await _site.TokenAsync("/", "/upload");
        using var text = await _site.Client.PostAsync("/upload", new StringContent("x"));
        var broken = new StringContent("--b\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\nx");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        using var cut = await _site.Client.PostAsync("/upload", broken);

        Assert.All([text, cut], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
    }

    private Task<HttpResponseMessage> ApproveAsync(string token) =>
        _site.PostAsync("/runs/m-1/decide/approve", ("_token", token), ("by", "Bob"));

    private Task<HttpResponseMessage> UploadAsync(string token, string model, string file)
    {
        var body = new MultipartFormDataContent
        {
            { new StringContent(token), "_token" },
            { new StringContent(model), "model" },
            { new StringContent(""), "label" },
            { new StringContent("a,y\n1,2\n"), "file", file },
        };
        return _site.Client.PostAsync("/upload", body);
    }
}
