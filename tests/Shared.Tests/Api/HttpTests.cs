using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>What HTTP itself asks of every route: HEAD, content codings, entity tags.</summary>
public sealed class HttpTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const string Row = """{"rows": [{"temp": 1}]}""";

    private readonly ApiFixture _api;

    public HttpTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/api/models")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/nothing")]
    public async Task Head_answers_as_get_does_without_the_body(string path)
    {
        var get = await _api.Client.GetAsync(path);
        var head = await _api.Client.SendAsync(new(HttpMethod.Head, path));

        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.True(head.Content.Headers.ContentLength > 0);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_refused_method_keeps_what_the_route_takes()
    {
        var context = new DefaultHttpContext { Response = { StatusCode = 405, Body = new MemoryStream() } };
        context.Response.Headers.Allow = "GET, HEAD";
        await ApiEndpoints.ExplainAsync(context);

        Assert.Equal("GET, HEAD", context.Response.Headers.Allow);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("identity, gzip")]
    public async Task A_packed_body_is_unpacked(string coding) =>
        Assert.Equal(
            200,
            (int)(await SendAsync("/api/models/bikes/predict", Pack(Encoding.UTF8.GetBytes(Row), coding), coding)).StatusCode
        );

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task A_coding_that_is_not_read_is_refused_with_those_that_are(string coding)
    {
        var response = await SendAsync("/api/models/bikes/predict", Encoding.UTF8.GetBytes(Row), coding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("gzip, br, deflate", string.Join(", ", response.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("deflate", false)]
    [InlineData("deflate", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public async Task A_packed_body_that_is_damaged_or_cut_off_is_the_callers_fault(string coding, bool isCut)
    {
        var whole = Pack(Encoding.UTF8.GetBytes(Row), coding);
        var response = await SendAsync(
            "/api/models/bikes/predict",
            isCut ? whole[..(whole.Length / 2)] : Encoding.UTF8.GetBytes(Row),
            coding
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", "junk", 400)]
    [InlineData("gzip", "\0\0\0\0", 400)]
    [InlineData("gzip", "\u001f", 400)]
    [InlineData("gzip", "", 200)]
    [InlineData("deflate", "junk", 400)]
    [InlineData("deflate", "\0\0\0\0", 400)]
    [InlineData("deflate", "\u001f", 400)]
    [InlineData("deflate", "", 200)]
    [InlineData("br", "junk", 400)]
    [InlineData("br", "\0\0\0\0", 400)]
    [InlineData("br", "\u001f", 400)]
    [InlineData("br", "", 200)]
    public async Task What_follows_a_packed_body_is_refused(string coding, string tail, int status)
    {
        byte[] body = [.. Pack(Encoding.UTF8.GetBytes(Row), coding), .. Encoding.UTF8.GetBytes(tail)];

        Assert.Equal(status, (int)(await SendAsync("/api/models/bikes/predict", body, coding)).StatusCode);
    }

    [Fact]
    public async Task A_body_of_several_gzip_members_is_read_whole()
    {
        byte[] body = [.. Pack(Encoding.UTF8.GetBytes(Row[..9]), "gzip"), .. Pack(Encoding.UTF8.GetBytes(Row[9..]), "gzip")];

        Assert.Equal(200, (int)(await SendAsync("/api/models/bikes/predict", body, "gzip")).StatusCode);
    }

    [Theory]
    [InlineData("/api/models/bikes/predict?version=2", "'version'", "explain")]
    [InlineData("/api/models/bikes/predict?explian=true", "'explian'", "Did you mean 'explain'?")]
    [InlineData("/api/models/bikes/rollback?to=1", "'to'", "without a query")]
    public async Task A_query_parameter_that_nobody_reads_is_refused_with_those_that_are(string path, string found, string told)
    {
        var (status, problem) = await _api.PostAsync(path, Row);

        Assert.Equal(400, status);
        Assert.Contains(found, problem.GetProperty("detail").GetString());
        Assert.Contains(told, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/api/runs?status=zzz", 400)]
    [InlineData("/api/runs?modle=bikes", 400)]
    [InlineData("/api/runs?model=bikes&limit=2", 200)]
    [InlineData("/api/models?LIMIT=2", 200)]
    [InlineData("/api/models/bikes?at=2026-01-01", 200)]
    [InlineData("/api/models/bikes/versions?at=2026-01-01", 400)]
    [InlineData("/metrics?format=json", 400)]
    [InlineData("/v2/models/bikes?version=1", 400)]
    public async Task Every_route_knows_its_query(string path, int status) =>
        Assert.Equal(status, (int)(await _api.Client.GetAsync(path)).StatusCode);

    [Theory]
    [InlineData("a%E2%80%AEvsc.csv")]
    [InlineData("a%E2%81%A6b.csv")]
    [InlineData("a%1Bb.csv")]
    public async Task A_file_name_that_shows_as_another_is_refused(string file)
    {
        var response = await _api.Client.PutAsync($"/api/data/bikes/{file}", new StringContent("a,b\n1,2\n"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_part_of_a_file_is_refused()
    {
        using var content = new StringContent("a,b\n1,2\n");
        content.Headers.TryAddWithoutValidation("Content-Range", "bytes 0-7/100");
        var response = await _api.Client.PutAsync("/api/data/bikes/part.csv", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await _api.Serving.Stores.Blobs.FindAsync("incoming", "bikes/part.csv"));
    }

    [Fact]
    public async Task What_nests_too_deep_is_refused_in_plain_words()
    {
        var nested = new string('[', 60) + new string(']', 60);
        var (status, body) = await _api.PostAsync("/api/models/bikes/predict", $$"""{"rows": {{nested}}}""");

        Assert.Equal(400, status);
        Assert.Contains("nested too deep", body.ToString());
        Assert.Equal("at most 8 levels", body.GetProperty("expected").GetString());
        Assert.DoesNotContain("MaxDepth", body.ToString());
    }

    [Theory]
    [InlineData("/api/models/bikes/predict", """{"rows": [[[[[[[[1]]]]]]]]}""", "byte 17")]
    [InlineData("/api/models/bikes/retrain", """{"by": [[[[[[[[1]]]]]]]], oops}""", "byte 15")]
    public async Task Where_a_body_nests_too_deep_is_told(string path, string body, string where)
    {
        await _api.ServeAsync();

        var (status, problem) = await _api.PostAsync(path, body);

        Assert.Equal((400, where), (status, problem.GetProperty("where").GetString()));
    }

    [Theory]
    [InlineData("/api/models/bikes/predict", Row)]
    [InlineData("/api/models/bikes/invocations", """{"dataframe_records": [{"temp": 1}]}""")]
    [InlineData("/v2/models/bikes/infer", """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}]}""")]
    [InlineData("/api/models/bikes/feedback", """[{"id": "none", "actual": 1}]""")]
    public async Task A_byte_order_mark_before_json_is_passed_over(string path, string body) =>
        Assert.Equal(200, (await _api.PostAsync(path, $"\uFEFF{body}")).Status);

    /// <summary>Which of the two was meant, nobody can tell.</summary>
    [Theory]
    [InlineData("/api/runs/run-1/approval", """{"approved": false, "approved": true, "by": "ann"}""", "'approved'")]
    [InlineData("/api/runs/run-1/approval", """{"approved": true, "approv\u0065d": true, "by": "ann"}""", "'approved'")]
    [InlineData("/api/runs/run-1/cancel", """{"by": "ann", "by": "bob"}""", "'by'")]
    [InlineData("/api/models/bikes/rollback", """{"version": 1, "version": 2}""", "'version'")]
    [InlineData("/api/models/bikes/retrain", """{"reason": "a", "reason": "b"}""", "'reason'")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": 1, "actual": 2}""", "'actual'")]
    [InlineData("/api/models/bikes/feedback", """[{"id": "a", "actual": 1, "actual": 2}]""", "'actual'")]
    [InlineData("/api/models/bikes/predict", """{"rows": [{"temp": 1, "temp": 2}]}""", "'temp'")]
    [InlineData("/api/models/bikes/predict", """{"rows": [{"temp": 1}], "rows": []}""", "'rows'")]
    [InlineData("/api/models/bikes/invocations", """{"instances": [{"temp": 1}], "instances": [{"temp": 2}]}""", "'instances'")]
    [InlineData("/api/models/bikes/invocations", """{"dataframe_split": {"columns": ["temp"], "data": [[1]], "data": [[2]]}}""", "'data'")]
    [InlineData("/api/models/bikes/invocations", """{"inputs": {"temp": [1], "temp": [2]}}""", "'temp'")]
    [InlineData("/v2/models/bikes/infer", """{"inputs": [], "inputs": []}""", "'inputs'")]
    [InlineData(
        "/v2/models/bikes/infer",
        """{"inputs": [{"name": "temp", "shape": [1], "shape": [2], "datatype": "FP64", "data": [1]}]}""",
        "'shape'"
    )]
    [InlineData("/v2/models/bikes/infer", """{"parameters": {"a": {"b": 1, "b": 2}}, "inputs": []}""", "'b'")]
    public async Task A_body_with_a_part_twice_is_refused_wherever_it_is(string path, string body, string part)
    {
        var (status, problem) = await _api.PostAsync(path, body);

        Assert.Equal(400, status);
        Assert.Contains(part, problem.GetProperty("found").GetString());
    }

    [Theory]
    [InlineData("/v2/models/bikes/infer", """{"parameters": {"a": {"\udc00": 1}}, "inputs": []}""")]
    [InlineData("/v2/models/bikes/infer", """{"parameters": {"\udc00": 1}, "inputs": []}""")]
    [InlineData("/api/models/bikes/feedback", """{"id": "a", "actual": {"\udc00": 1}}""")]
    [InlineData("/api/models/bikes/feedback", """[{"\udc00": "a"}]""")]
    [InlineData("/api/models/bikes/rollback", """{"\udc00": "a"}""")]
    public async Task A_name_that_is_no_unicode_is_the_callers_fault(string path, string body) =>
        Assert.InRange((await _api.PostAsync(path, body)).Status, 200, 499);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Of_a_packed_file_that_is_cut_off_no_part_is_kept(string coding)
    {
        var file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 150).Select(row => $"{(row * 7919) % 1_000}\n")));
        var whole = Pack(file, coding);
        using var content = new ByteArrayContent(whole[..^9]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        var response = await _api.Client.PutAsync($"/api/data/bikes/cut-{coding}.csv", content);

        Assert.True(file.Length < 1_000);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await _api.Serving.Stores.Blobs.FindAsync("incoming", $"bikes/cut-{coding}.csv"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_unpacks_beyond_its_bound_is_too_large(string coding)
    {
        var bomb = Pack(new byte[10_000_000], coding);
        var small = Pack(new byte[100_000], coding);

        Assert.True(small.Length < 1_000, "the packed body is within the bound");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("/api/models/bikes/predict", bomb, coding)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("/api/models/bikes/predict", small, coding)).StatusCode);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0.5, deflate", "deflate")]
    [InlineData("gzip;q=0, br", "br")]
    [InlineData("*", "gzip")]
    [InlineData("identity", null)]
    [InlineData("", null)]
    public async Task An_answer_is_packed_for_those_who_take_it_so(string accepted, string? coding)
    {
        var body = $$"""{"rows": [{{string.Join(",", Enumerable.Repeat("""{"temp": 1}""", 20))}}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/models/bikes/predict") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        var response = await _api.Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
        Assert.StartsWith("""{"model":"bikes","version":1,""", Encoding.UTF8.GetString(coding is null ? bytes : Unpack(bytes, coding)));
    }

    [Fact]
    public async Task What_the_caller_has_is_not_sent_again()
    {
        var first = await _api.Client.GetAsync("/api/models/groups");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/models/groups")
        {
            Headers = { IfNoneMatch = { new("\"another\""), first.Headers.ETag! } },
        };
        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/models/groups")
        {
            Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"another\"") } },
        };
        var unchanged = await _api.Client.SendAsync(again);

        Assert.Equal((HttpStatusCode.NotModified, first.Headers.ETag), (unchanged.StatusCode, unchanged.Headers.ETag));
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, (await _api.Client.SendAsync(other)).StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string coding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return await _api.Client.PostAsync(path, content);
    }

    private static byte[] Pack(byte[] bytes, string coding)
    {
        var packed = new MemoryStream();
        using (var packer = Packer(packed, coding))
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }

    private static Stream Packer(Stream packed, string coding) =>
        coding.ToLowerInvariant() switch
        {
            "deflate" => new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
            "identity" => packed,
            _ => new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
        };

    private static byte[] Unpack(byte[] bytes, string coding)
    {
        var unpacked = new MemoryStream();
        using Stream stream = coding switch
        {
            "deflate" => new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress),
            "br" => new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress),
            _ => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress),
        };
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
